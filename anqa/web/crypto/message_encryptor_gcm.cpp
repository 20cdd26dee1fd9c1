#include <openssl/evp.h>

#include <array>
#include <memory>

#include "anqa/base/encoding.hpp"
#include "anqa/web/crypto/message_encryptor.hpp"

// What Plug.Crypto.MessageEncryptor 1 wrote: five parts, base64url, with dots between: the name A128GCM, the
// wrapped key (cipher text, tag, nonce), the nonce, the cipher text, the tag.

namespace anqa {
namespace {

constexpr std::string_view name = "A128GCM";
constexpr std::size_t text_key_size = 16;
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

const unsigned char* in(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::optional<std::string> open(const EVP_CIPHER* cipher, std::string_view key, std::string_view nonce,
                                std::string_view aad, std::string_view text, std::string_view tag) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free);
  std::string opened(text.size() + 1, '\0');
  auto* out = reinterpret_cast<unsigned char*>(opened.data());
  std::string expected(tag);
  int size = 0;
  const bool valid =
      context != nullptr && EVP_DecryptInit_ex(context.get(), cipher, nullptr, in(key), in(nonce)) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &size, in(aad), static_cast<int>(aad.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), out, &size, in(text), static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size), expected.data()) ==
          1 &&
      EVP_DecryptFinal_ex(context.get(), out + text.size(), &size) == 1;
  if (!valid) return std::nullopt;
  opened.resize(text.size());
  return opened;
}

std::optional<std::array<std::string, 5>> parts_of(std::string_view message) {
  std::array<std::string, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t dot = i + 1 < parts.size() ? message.find('.') : message.size();
    if (dot == std::string_view::npos) return std::nullopt;
    auto decoded = base64url_decode(message.substr(0, dot));
    if (!decoded) return std::nullopt;
    parts[i] = std::move(*decoded);
    message.remove_prefix(std::min(dot + 1, message.size()));
  }
  return parts;
}

}  // namespace

std::optional<std::string> MessageEncryptor::decrypt_with(std::string_view message, std::string_view key,
                                                          std::string_view sign_key) {
  constexpr std::size_t longest = 1 << 20;
  if (!message.starts_with("QTEyOEdDTQ.")) return decrypt(message, key);
  if (key.size() != key_size || message.size() > longest) return std::nullopt;
  const auto parts = parts_of(message);
  if (!parts) return std::nullopt;
  const auto& [protected_name, wrapped, nonce, cipher, tag] = *parts;
  if (protected_name != name || nonce.size() != nonce_size || tag.size() != tag_size ||
      wrapped.size() != text_key_size + tag_size + nonce_size) {
    return std::nullopt;
  }
  const std::string_view bytes = wrapped;
  const auto text_key = open(EVP_aes_256_gcm(), key, bytes.substr(text_key_size + tag_size), sign_key,
                             bytes.substr(0, text_key_size), bytes.substr(text_key_size, tag_size));
  if (!text_key) return std::nullopt;
  return open(EVP_aes_128_gcm(), *text_key, nonce, name, cipher, tag);
}

}  // namespace anqa
