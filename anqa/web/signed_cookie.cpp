#include <chrono>
#include <stdexcept>
#include <string>

#include "anqa/web/conn.hpp"
#include "anqa/web/crypto/token.hpp"
#include "anqa/web/endpoint_config.hpp"

namespace anqa {
namespace {

/// Plug's, so that a cookie of one name is worth nothing under another one.
std::string salt_of(std::string_view name) { return std::string(name) + "_cookie"; }

/// What browsers keep of a cookie.
constexpr std::size_t max_cookie_size = 4096;

Token::SignOptions valid_for(const CookieOptions& options) {
  Token::SignOptions sign;
  if (options.max_age) sign.max_age = std::chrono::seconds(*options.max_age);
  return sign;
}

std::string checked(std::string_view name, std::string value) {
  if (value.size() <= max_cookie_size) return value;
  throw std::length_error("the cookie " + std::string(name) + " takes " + std::to_string(value.size()) +
                          " bytes, browsers keep " + std::to_string(max_cookie_size));
}

Term value_of(const std::expected<Term, TokenError>& token) { return token ? *token : Term(); }

}  // namespace

Conn&& Conn::put_signed_cookie(std::string_view name, const Term& value, const CookieOptions& options) {
  std::string text = Token::sign(endpoint().secret_key_base, salt_of(name), value, valid_for(options));
  return put_resp_cookie(name, checked(name, std::move(text)), options);
}

Conn&& Conn::put_encrypted_cookie(std::string_view name, const Term& value, const CookieOptions& options) {
  std::string text = Token::encrypt(endpoint().secret_key_base, salt_of(name), value, valid_for(options));
  return put_resp_cookie(name, checked(name, std::move(text)), options);
}

Term Conn::signed_cookie(std::string_view name) const {
  return value_of(Token::verify(endpoint().secret_key_base, salt_of(name), req_cookie(name).value_or("")));
}

Term Conn::encrypted_cookie(std::string_view name) const {
  return value_of(Token::decrypt(endpoint().secret_key_base, salt_of(name), req_cookie(name).value_or("")));
}

}  // namespace anqa
