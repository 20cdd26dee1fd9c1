#include "anqa/web/flash.hpp"

#include "anqa/web/conn.hpp"
#include "anqa/web/detail/conn_state.hpp"

namespace anqa {
namespace {

/// Where Phoenix keeps it in the session.
constexpr std::string_view session_key = "phoenix_flash";

Term to_term(const Flash& flash) {
  std::vector<Term::Entry> entries;
  for (const auto& [kind, message] : flash.entries()) entries.push_back({kind, message});
  return Term::map(std::move(entries));
}

bool redirects(int status) { return status >= 300 && status <= 308; }

void keep_for_next_page(Conn& conn) {
  const Flash& flash = conn.flash();
  if (!flash.empty() && redirects(conn.status())) {
    conn.put_session(session_key, to_term(flash));
  } else if (!conn.get_session(session_key).is_nil()) {
    conn.delete_session(session_key);
  }
}

/// Taken from the session when it is first asked for.
Flash& fetched(const Conn& conn) {
  detail::ConnState& state = detail::ConnAccess::state(conn);
  if (!state.flash) {
    Flash flash;
    for (const auto& [kind, message] : conn.get_session(session_key).entries()) {
      if (kind.is_binary() && message.is_binary()) flash.put(*kind.as_binary(), *message.as_binary());
    }
    state.flash = std::move(flash);
    state.before_send.push_back(
        std::make_unique<detail::BeforeSendHook<void (*)(Conn&)>>(&keep_for_next_page));
  }
  return *state.flash;
}

}  // namespace

void Flash::put(std::string_view kind, std::string_view message) {
  for (auto& [key, text] : entries_) {
    if (key == kind) {
      text = message;
      return;
    }
  }
  entries_.emplace_back(kind, message);
}

void Flash::clear(std::string_view kind) {
  std::erase_if(entries_, [kind](const auto& entry) { return entry.first == kind; });
}

std::string_view Flash::operator[](std::string_view kind) const {
  for (const auto& [key, text] : entries_) {
    if (key == kind) return text;
  }
  return {};
}

bool Flash::operator==(const Flash& other) const = default;

Conn fetch_flash(Conn conn) {
  fetched(conn);
  return conn;
}

const Flash& Conn::flash() const { return fetched(*this); }
std::string_view Conn::get_flash(std::string_view kind) const { return flash()[kind]; }

Conn&& Conn::put_flash(std::string_view kind, std::string_view message) {
  fetched(*this).put(kind, message);
  return std::move(*this);
}

Conn&& Conn::merge_flash(const Flash& flash) {
  Flash& mine = fetched(*this);
  for (const auto& [kind, message] : flash.entries()) mine.put(kind, message);
  return std::move(*this);
}

Conn&& Conn::clear_flash() {
  fetched(*this).clear();
  return std::move(*this);
}

}  // namespace anqa
