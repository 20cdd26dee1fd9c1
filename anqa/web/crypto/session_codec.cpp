#include "anqa/web/crypto/session_codec.hpp"

#include <stdexcept>

#include "anqa/term/etf.hpp"
#include "anqa/web/crypto/message_encryptor.hpp"
#include "anqa/web/crypto/message_verifier.hpp"

namespace anqa {

SessionCodec::SessionCodec(std::string_view secret_key_base, const Keys& keys,
                           const std::vector<Keys>& rotating) {
  constexpr std::size_t shortest_secret = 64;
  const auto add = [&](const Keys& each) {
    const std::string_view secret = each.secret_key_base.empty() ? secret_key_base : each.secret_key_base;
    if (secret.size() < shortest_secret) {
      throw std::invalid_argument("session: secret_key_base has " + std::to_string(secret.size()) +
                                  " bytes; a cookie needs at least 64");
    }
    if (each.signing_salt.empty()) throw std::invalid_argument("session: signing_salt is empty");
    const bool encrypted = !each.encryption_salt.empty();
    if (encrypted && each.derivation.length != MessageEncryptor::key_size) {
      throw std::invalid_argument("session: keys of " + std::to_string(each.derivation.length) +
                                  " bytes cannot encrypt; it must be 32");
    }
    const std::string sign_key = KeyGenerator::generate(secret, each.signing_salt, each.derivation);
    keys_.push_back(
        {encrypted,
         encrypted ? KeyGenerator::generate(secret, each.encryption_salt, each.derivation) : sign_key,
         sign_key});
  };
  add(keys);
  for (const Keys& older : rotating) add(older);
}

std::string SessionCodec::encode(const Term& session) const {
  const Derived& first = keys_.front();
  const std::string bytes = etf::encode(session);
  return first.encrypted ? MessageEncryptor::encrypt(bytes, first.key)
                         : MessageVerifier::sign(bytes, first.key);
}

Term SessionCodec::decode(std::string_view cookie) const {
  for (const Derived& each : keys_) {
    const auto bytes = each.encrypted ? MessageEncryptor::decrypt_with(cookie, each.key, each.sign_key)
                                      : MessageVerifier::verify(cookie, each.key);
    if (!bytes) continue;
    const auto session = etf::decode(*bytes);
    if (session && session->is_map()) return *session;
  }
  return {};
}

}  // namespace anqa
