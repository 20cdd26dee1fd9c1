#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace anqa {

/// Encrypts text that nobody may read or change, in the format of Plug.Crypto.MessageEncryptor 2: "XCP." and
/// the base64url of nonce, tag and XChaCha20-Poly1305 ciphertext.
struct MessageEncryptor {
  static constexpr std::string_view default_aad = "A128GCM";
  static constexpr std::size_t key_size = 32;  ///< bytes

  /// `key`: 32 bytes, else std::invalid_argument. `aad` is authenticated with the message, and must be the
  /// same when it is decrypted.
  static std::string encrypt(std::string_view text, std::string_view key, std::string_view aad = default_aad);
  /// The text, if `message` was encrypted with this key and `aad`.
  static std::optional<std::string> decrypt(std::string_view message, std::string_view key,
                                            std::string_view aad = default_aad);
  /// The same, and also what Plug.Crypto wrote before version 2: "QTEyOEdDTQ." and an AES-128-GCM text whose
  /// own key is wrapped with `key` and `sign_key`. Such messages are only read.
  static std::optional<std::string> decrypt_with(std::string_view message, std::string_view key,
                                                 std::string_view sign_key);
};

}  // namespace anqa
