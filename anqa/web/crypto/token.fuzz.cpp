#include "anqa/web/crypto/token.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "anqa/term/etf.hpp"
#include "anqa/web/crypto/csrf_token.hpp"
#include "anqa/web/crypto/key_generator.hpp"
#include "anqa/web/crypto/message_encryptor.hpp"
#include "anqa/web/crypto/message_verifier.hpp"
#include "anqa/web/crypto/session_codec.hpp"

/// Reads the input as everything that a client may send as a token, and as the payload of a token that was
/// really signed: nothing may crash, and nothing that was not signed may be believed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace anqa;
  static const std::string secret(64, 's');
  static const std::string key = KeyGenerator::generate(secret, "salt");
  static const std::string session_token(CsrfToken::session_size, 't');
  static const SessionCodec codec(secret, {.signing_salt = "salt", .encryption_salt = "more salt"},
                                  {{.signing_salt = "salt"}});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Token::VerifyOptions options{.max_age = {}, .now = UtcTime(std::chrono::seconds(1'700'000'000))};
  if (Token::verify(secret, "salt", text, options) || Token::decrypt(secret, "salt", text, options))
    std::abort();
  if (MessageEncryptor::decrypt_with(text, key, key) || !codec.decode(text).is_nil()) std::abort();
  static_cast<void>(CsrfToken::valid(session_token, text));
  // Whoever signed the payload, what is in it is read with care.
  const std::string signed_text = MessageVerifier::sign(text, key);
  if (MessageVerifier::verify(signed_text, key) != text) std::abort();
  static_cast<void>(Token::verify(secret, "salt", signed_text, options));
  static_cast<void>(codec.decode(signed_text));
  return 0;
}
