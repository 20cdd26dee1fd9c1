#include "anqa/web/crypto/message_encryptor.hpp"

#include <sodium.h>

#include <stdexcept>

#include "anqa/base/encoding.hpp"
#include "anqa/web/crypto/internal/sodium.hpp"
#include "anqa/web/crypto/random.hpp"

namespace anqa {
namespace {

constexpr std::string_view prefix = "XCP.";
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(MessageEncryptor::key_size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* in(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* out(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

void check_key(std::string_view key) {
  if (key.size() == MessageEncryptor::key_size) return;
  throw std::invalid_argument("MessageEncryptor: the key has " + std::to_string(key.size()) + " bytes, not " +
                              std::to_string(MessageEncryptor::key_size));
}

}  // namespace

std::string MessageEncryptor::encrypt(std::string_view text, std::string_view key, std::string_view aad) {
  check_key(key);
  const std::string nonce = random_bytes(nonce_size);
  std::string tag(tag_size, '\0');
  std::string cipher(text.size(), '\0');
  unsigned long long tag_length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt_detached(out(cipher), out(tag), &tag_length, in(text),
                                                      text.size(), in(aad), aad.size(), nullptr, in(nonce),
                                                      in(key));
  return std::string(prefix) + base64url_encode(nonce + tag + cipher);
}

std::optional<std::string> MessageEncryptor::decrypt(std::string_view message, std::string_view key,
                                                     std::string_view aad) {
  check_key(key);
  detail::need_sodium();
  if (!message.starts_with(prefix)) return std::nullopt;
  const auto raw = base64url_decode(message.substr(prefix.size()));
  if (!raw || raw->size() < nonce_size + tag_size) return std::nullopt;
  const std::string_view nonce = std::string_view(*raw).substr(0, nonce_size);
  const std::string_view tag = std::string_view(*raw).substr(nonce_size, tag_size);
  const std::string_view cipher = std::string_view(*raw).substr(nonce_size + tag_size);
  std::string text(cipher.size(), '\0');
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt_detached(
      out(text), nullptr, in(cipher), cipher.size(), in(tag), in(aad), aad.size(), in(nonce), in(key));
  if (opened != 0) return std::nullopt;
  return text;
}

}  // namespace anqa
