#include "anqa/web/crypto/message_verifier.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "anqa/base/encoding.hpp"
#include "anqa/web/crypto/internal/sodium.hpp"

namespace anqa {
namespace {

constexpr std::string_view sha256_header = "SFMyNTY";  // base64url of "HS256"
constexpr std::string_view sha384_header = "SFMzODQ";
constexpr std::string_view sha512_header = "SFM1MTI";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// libsodium's, which unlike OpenSSL's needs no look-up of an algorithm for each message.
std::string hmac_sha256(std::string_view key, std::string_view text) {
  detail::need_sodium();
  std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
  return mac;
}

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view text) {
  std::string mac(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  HMAC(digest, key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &size);
  mac.resize(size);
  return mac;
}

}  // namespace

std::string MessageVerifier::sign(std::string_view payload, std::string_view key) {
  std::string message(sha256_header);
  message += '.';
  message += base64url_encode(payload);
  const std::string mac = hmac_sha256(key, message);
  message += '.';
  message += base64url_encode(mac);
  return message;
}

std::optional<std::string> MessageVerifier::verify(std::string_view message, std::string_view key) {
  const std::size_t first = message.find('.');
  const std::size_t last = message.rfind('.');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  const std::string_view header = message.substr(0, first);
  const std::string_view signed_part = message.substr(0, last);
  const auto signature = base64url_decode(message.substr(last + 1));
  if (!signature) return std::nullopt;
  std::string expected;
  if (header == sha256_header) {
    expected = hmac_sha256(key, signed_part);
  } else if (header == sha384_header) {
    expected = hmac(EVP_sha384(), key, signed_part);
  } else if (header == sha512_header) {
    expected = hmac(EVP_sha512(), key, signed_part);
  } else {
    return std::nullopt;
  }
  if (!secure_equal(*signature, expected)) return std::nullopt;
  return base64url_decode(message.substr(first + 1, last - first - 1));
}

}  // namespace anqa
