#include "anqa/live/channel/internal/tokens.hpp"

#include "anqa/web/crypto/random.hpp"
#include "anqa/web/crypto/token.hpp"

namespace anqa::detail {
namespace {

/// Told by a server that was updated while pages were open.
constexpr int token_version = 1;

constexpr std::string_view view_salt = "anqa live view";
constexpr std::string_view static_salt = "anqa live static";
constexpr std::string_view flash_salt = "anqa live flash";
constexpr std::string_view leaving_salt = "anqa live leaving";
constexpr std::string_view reload_salt = "anqa live reload";
constexpr std::string_view upload_salt = "anqa live upload";

constexpr std::chrono::seconds view_max_age{1209600};
constexpr std::chrono::seconds flash_max_age{60};
constexpr std::chrono::seconds reload_max_age{60};
constexpr std::chrono::seconds upload_max_age{3600};

/// Processes are known by their number in one run of the program only.
const std::string& this_run() {
  static const std::string word = random_token(9);
  return word;
}

Term term_of(Pid pid) {
  if (!pid) return {};
  return Term::list(
      {this_run(), static_cast<std::int64_t>(pid.index), static_cast<std::int64_t>(pid.serial)});
}

Pid pid_of(const Term& term) {
  const auto items = term.items();
  if (items.size() != 3 || items[0].as_binary() != this_run()) return {};
  const auto index = items[1].as_integer();
  const auto serial = items[2].as_integer();
  if (!index || !serial) return {};
  return {static_cast<std::uint32_t>(*index), static_cast<std::uint32_t>(*serial)};
}

std::string sign_versioned(std::string_view secret, std::string_view salt, Term data) {
  return Token::sign(secret, salt, Term::tuple({token_version, std::move(data)}));
}

/// The signed map; nil for anything else.
Term read_versioned(std::string_view secret, std::string_view salt, std::string_view token,
                    std::chrono::seconds age) {
  const auto term = Token::verify(secret, salt, token, {.max_age = age, .now = {}});
  if (!term || !term->is_tuple() || term->at(0) != Term(token_version)) return {};
  return term->at(1);
}

std::string text_at(const Term& map, std::string_view key) {
  return std::string(map[key].as_binary().value_or(std::string_view()));
}

}  // namespace

Term flash_to_term(const Flash& flash) {
  std::vector<Term::Entry> entries;
  for (const auto& [kind, message] : flash.entries()) entries.push_back({kind, message});
  return Term::map(std::move(entries));
}

Flash flash_from_term(const Term& term) {
  Flash flash;
  for (const auto& [kind, message] : term.entries()) {
    if (kind.is_binary() && message.is_binary()) flash.put(*kind.as_binary(), *message.as_binary());
  }
  return flash;
}

std::string LiveTokens::sign(const SessionToken& token) const {
  std::vector<Term::Entry> entries{{"id", token.id}, {"view", token.view}, {"route", token.route}};
  if (!token.session.is_nil()) entries.push_back({"session", token.session});
  if (token.nested) {
    entries.push_back({"parent", term_of(token.parent)});
    entries.push_back({"sticky", token.sticky});
  }
  return sign_versioned(secret_, view_salt, Term::map(std::move(entries)));
}

std::string LiveTokens::sign(const UploadToken& token) const {
  return sign_versioned(secret_, upload_salt,
                        Term::map({{"view", term_of(token.view)},
                                   {"upload", token.upload_ref},
                                   {"entry", token.entry_ref},
                                   {"cid", static_cast<std::int64_t>(token.cid)}}));
}

std::string LiveTokens::sign(const StaticToken& token) const {
  return sign_versioned(secret_, static_salt,
                        Term::map({{"id", token.id}, {"flash", flash_to_term(token.flash)}}));
}

std::string LiveTokens::sign(const Flash& flash) const {
  return sign_versioned(secret_, flash_salt, flash_to_term(flash));
}

std::string LiveTokens::sign(const Leaving& leaving) const {
  if (leaving.changes.empty()) return sign(leaving.flash);
  return Token::encrypt(secret_, leaving_salt,
                        Term::tuple({token_version, flash_to_term(leaving.flash), to_term(leaving.changes),
                                     leaving.csrf_token}));
}

std::string LiveTokens::sign_reload(std::string_view view, int status) const {
  return sign_versioned(secret_, reload_salt, Term::map({{"view", view}, {"status", status}}));
}

std::optional<SessionToken> LiveTokens::read_session(std::string_view token) const {
  const Term data = read_versioned(secret_, view_salt, token, view_max_age);
  if (!data.is_map()) return std::nullopt;
  SessionToken read{text_at(data, "id"), text_at(data, "view"), text_at(data, "route")};
  read.session = data["session"];
  read.nested = data.find("sticky") != nullptr;
  read.sticky = data["sticky"].as_bool().value_or(false);
  read.parent = pid_of(data["parent"]);
  return read;
}

std::optional<UploadToken> LiveTokens::read_upload(std::string_view token) const {
  const Term data = read_versioned(secret_, upload_salt, token, upload_max_age);
  if (!data.is_map()) return std::nullopt;
  return UploadToken{pid_of(data["view"]), text_at(data, "upload"), text_at(data, "entry"),
                     static_cast<std::uint32_t>(data["cid"].as_integer().value_or(0))};
}

std::optional<StaticToken> LiveTokens::read_static(std::string_view token) const {
  const Term data = read_versioned(secret_, static_salt, token, view_max_age);
  if (!data.is_map()) return std::nullopt;
  return StaticToken{text_at(data, "id"), flash_from_term(data["flash"])};
}

std::optional<Flash> LiveTokens::read_flash(std::string_view token) const {
  const Term data = read_versioned(secret_, flash_salt, token, flash_max_age);
  if (!data.is_map()) return std::nullopt;
  return flash_from_term(data);
}

std::optional<Leaving> LiveTokens::read_leaving(std::string_view token) const {
  if (auto flash = read_flash(token)) return Leaving{std::move(*flash)};
  const auto term = Token::decrypt(secret_, leaving_salt, token, {.max_age = flash_max_age, .now = {}});
  if (!term || !term->is_tuple() || term->at(0) != Term(token_version)) return std::nullopt;
  return Leaving{flash_from_term(term->at(1)), session_changes_from(term->at(2)),
                 std::string(term->at(3).as_binary().value_or(""))};
}

std::optional<int> LiveTokens::read_reload(std::string_view view, std::string_view token) const {
  const Term data = read_versioned(secret_, reload_salt, token, reload_max_age);
  const auto status = data["status"].as_integer();
  if (data["view"].as_binary() != view || !status || *status < 400 || *status > 499) return std::nullopt;
  return static_cast<int>(*status);
}

}  // namespace anqa::detail
