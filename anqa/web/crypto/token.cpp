#include "anqa/web/crypto/token.hpp"

#include <algorithm>
#include <limits>

#include "anqa/term/etf.hpp"
#include "anqa/web/crypto/key_generator.hpp"
#include "anqa/web/crypto/message_encryptor.hpp"
#include "anqa/web/crypto/message_verifier.hpp"

namespace anqa {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t default_max_age = 86400;

std::int64_t to_milliseconds(const std::optional<UtcTime>& moment) {
  const auto time =
      moment ? *moment : std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  return std::chrono::floor<milliseconds>(time).time_since_epoch().count();
}

std::string payload_of(const Term& data, const Token::SignOptions& options) {
  const Term max_age =
      options.max_age == Token::forever ? Term::atom("infinity") : Term(options.max_age.count());
  return etf::encode(Term::tuple({data, to_milliseconds(options.signed_at), max_age}));
}

struct Payload {
  Term data;
  std::int64_t signed_at = 0;
  seconds max_age{default_max_age};
};

/// `{data, signed_at_ms, max_age_s}`, or without the age, or the map of Plug.Crypto 1.0.
std::optional<Payload> read_payload(const std::string& bytes) {
  const auto term = etf::decode(bytes);
  if (!term) return std::nullopt;
  Payload payload;
  const bool is_map = term->is_map();
  if (!is_map && (!term->is_tuple() || term->size() < 2 || term->size() > 3)) return std::nullopt;
  const Term* data = is_map ? term->find(Term::atom("data")) : &term->at(0);
  const Term* time = is_map ? term->find(Term::atom("signed")) : &term->at(1);
  if (data == nullptr || time == nullptr || !time->as_integer()) return std::nullopt;
  payload.data = *data;
  payload.signed_at = *time->as_integer();
  if (is_map || term->size() == 2) return payload;
  if (term->at(2).is_atom("infinity")) {
    payload.max_age = Token::forever;
  } else if (const auto age = term->at(2).as_double()) {
    constexpr double longest = 1e12;  // beyond it, either way, an integer might not hold it
    payload.max_age = seconds(static_cast<std::int64_t>(std::clamp(*age, -longest, longest)));
  } else {
    return std::nullopt;
  }
  return payload;
}

std::expected<Term, TokenError> judge(const std::optional<std::string>& bytes,
                                      const Token::VerifyOptions& options) {
  if (!bytes) return std::unexpected(TokenError::invalid);
  const auto payload = read_payload(*bytes);
  if (!payload) return std::unexpected(TokenError::invalid);
  const std::int64_t now = to_milliseconds(options.now);
  if (payload->signed_at > now) return std::unexpected(TokenError::invalid);
  const seconds max_age = options.max_age.value_or(payload->max_age);
  if (max_age == Token::forever) return payload->data;
  // Compared in seconds' range: an age that overflows milliseconds is longer than any token's life.
  const bool overflows = max_age > seconds(std::numeric_limits<std::int64_t>::max() / 2000);
  const std::int64_t signed_at = std::max<std::int64_t>(payload->signed_at, 0);  // any integer may be in it
  const bool expired =
      max_age <= seconds(0) || (!overflows && now - signed_at > milliseconds(max_age).count());
  if (expired) return std::unexpected(TokenError::expired);
  return payload->data;
}

}  // namespace

std::string_view to_string(TokenError error) {
  switch (error) {
    case TokenError::missing:
      return "missing";
    case TokenError::invalid:
      return "invalid";
    case TokenError::expired:
      return "expired";
  }
  return "invalid";
}

std::string Token::sign(std::string_view secret, std::string_view salt, const Term& data,
                        SignOptions options) {
  return MessageVerifier::sign(payload_of(data, options), KeyGenerator::generate(secret, salt));
}

std::expected<Term, TokenError> Token::verify(std::string_view secret, std::string_view salt,
                                              std::string_view token, VerifyOptions options) {
  if (token.empty()) return std::unexpected(TokenError::missing);
  return judge(MessageVerifier::verify(token, KeyGenerator::generate(secret, salt)), options);
}

std::string Token::encrypt(std::string_view secret, std::string_view salt, const Term& data,
                           SignOptions options) {
  return MessageEncryptor::encrypt(payload_of(data, options), KeyGenerator::generate(secret, salt));
}

std::expected<Term, TokenError> Token::decrypt(std::string_view secret, std::string_view salt,
                                               std::string_view token, VerifyOptions options) {
  if (token.empty()) return std::unexpected(TokenError::missing);
  return judge(MessageEncryptor::decrypt(token, KeyGenerator::generate(secret, salt)), options);
}

}  // namespace anqa
