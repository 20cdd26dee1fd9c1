#include "anqa/web/crypto/message_verifier.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <memory>
#include <stdexcept>

#include "anqa/base/encoding.hpp"

namespace anqa {
namespace {

constexpr std::string_view sha256_header = "SFMyNTY";  // base64url of "HS256"
constexpr std::string_view sha384_header = "SFMzODQ";
constexpr std::string_view sha512_header = "SFM1MTI";

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// HMAC-SHA256 of OpenSSL, which uses the processor's instructions for it. Its algorithms are looked up once
/// a thread: that takes longer than the MAC of a token does.
class HmacSha256 {
 public:
  HmacSha256() {
    const std::unique_ptr<EVP_MAC, Free> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    context_.reset(hmac == nullptr ? nullptr : EVP_MAC_CTX_new(hmac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    check(context_ != nullptr && EVP_MAC_CTX_set_params(context_.get(), parameters) == 1);
  }

  std::string operator()(std::string_view key, std::string_view text) {
    std::string mac(size, '\0');
    std::size_t length = 0;
    // A null key would mean the one of before.
    const unsigned char* bytes = key.empty() ? bytes_of("") : bytes_of(key);
    check(EVP_MAC_init(context_.get(), bytes, key.size(), nullptr) == 1 &&
          EVP_MAC_update(context_.get(), bytes_of(text), text.size()) == 1 &&
          EVP_MAC_final(context_.get(), reinterpret_cast<unsigned char*>(mac.data()), &length, mac.size()) ==
              1);
    return mac;
  }

 private:
  struct Free {
    void operator()(EVP_MAC* hmac) const { EVP_MAC_free(hmac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  static void check(bool done) {
    if (!done) throw std::runtime_error("OpenSSL has no HMAC-SHA256 here");
  }

  static constexpr std::size_t size = 32;
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
};

std::string hmac_sha256(std::string_view key, std::string_view text) {
  thread_local HmacSha256 hmac;
  return hmac(key, text);
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
