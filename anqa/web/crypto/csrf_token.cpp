#include "anqa/web/crypto/csrf_token.hpp"

#include <stdexcept>

#include "anqa/base/encoding.hpp"
#include "anqa/web/crypto/key_generator.hpp"
#include "anqa/web/crypto/message_verifier.hpp"
#include "anqa/web/crypto/random.hpp"

namespace anqa {
namespace {

constexpr std::size_t random_size = 18;
constexpr std::size_t token_size = CsrfToken::session_size;
constexpr std::size_t masked_size = 32;

std::string exclusive_or(std::string_view a, std::string_view b) {
  std::string result(a);
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<char>(result[i] ^ b[i]);
  return result;
}

}  // namespace

std::string CsrfToken::generate() { return random_token(random_size); }

std::string CsrfToken::mask(std::string_view session_token) {
  if (session_token.size() != token_size) {
    throw std::invalid_argument("CsrfToken::mask: a session's token has 24 characters, not " +
                                std::to_string(session_token.size()));
  }
  const std::string mask = generate();
  return base64url_encode(exclusive_or(session_token, mask)) + mask;
}

bool CsrfToken::valid(std::string_view session_token, std::string_view sent) {
  if (session_token.size() != token_size || sent.size() != masked_size + token_size) return false;
  const auto masked = base64url_decode(sent.substr(0, masked_size));
  if (!masked || masked->size() != token_size) return false;
  return secure_equal(exclusive_or(*masked, sent.substr(masked_size)), session_token);
}

std::string CsrfToken::for_host(std::string_view session_token, std::string_view host,
                                std::string_view secret) {
  return MessageVerifier::sign(generate() + std::string(host), KeyGenerator::derive(secret, session_token));
}

bool CsrfToken::valid_for_host(std::string_view session_token, std::string_view sent, std::string_view host,
                               std::string_view secret) {
  return host_of(session_token, sent, secret) == host;
}

std::optional<std::string> CsrfToken::host_of(std::string_view session_token, std::string_view sent,
                                              std::string_view secret) {
  // Deriving a key takes half a millisecond, so not for anything that is no such token.
  if (session_token.size() != token_size || !sent.starts_with("SFMyNTY.")) return std::nullopt;
  const auto text = MessageVerifier::verify(sent, KeyGenerator::derive(secret, session_token));
  if (!text || text->size() < token_size) return std::nullopt;
  return text->substr(token_size);
}

}  // namespace anqa
