#include "anqa/web/crypto/key_generator.hpp"

#include <openssl/evp.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <tuple>

namespace anqa {
namespace {

using Question = std::tuple<std::string, std::string, int, std::size_t, KeyDigest>;

struct Cache {
  // Salts come from configuration, so there are few; a caller that makes them up must not fill the memory.
  static constexpr std::size_t limit = 1000;
  std::mutex mutex;
  std::map<Question, std::string> keys;
};

const EVP_MD* digest_of(KeyDigest digest) {
  switch (digest) {
    case KeyDigest::sha384:
      return EVP_sha384();
    case KeyDigest::sha512:
      return EVP_sha512();
    case KeyDigest::sha256:
      break;
  }
  return EVP_sha256();
}

Cache& cache() {
  static Cache instance;
  return instance;
}

}  // namespace

std::string KeyGenerator::generate(std::string_view secret, std::string_view salt, Options options) {
  Question question{std::string(secret), std::string(salt), options.iterations, options.length,
                    options.digest};
  {
    const std::lock_guard lock(cache().mutex);
    if (const auto known = cache().keys.find(question); known != cache().keys.end()) return known->second;
  }
  std::string key = derive(secret, salt, options);
  const std::lock_guard lock(cache().mutex);
  if (cache().keys.size() < Cache::limit) cache().keys.emplace(std::move(question), key);
  return key;
}

std::string KeyGenerator::derive(std::string_view secret, std::string_view salt, Options options) {
  if (options.iterations < 1 || options.length == 0) {
    throw std::invalid_argument("KeyGenerator: a key needs at least one iteration and one byte");
  }
  std::string key(options.length, '\0');
  const int done = PKCS5_PBKDF2_HMAC(
      secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(salt.data()),
      static_cast<int>(salt.size()), options.iterations, digest_of(options.digest),
      static_cast<int>(key.size()), reinterpret_cast<unsigned char*>(key.data()));
  if (done != 1) throw std::runtime_error("KeyGenerator: PBKDF2 failed");
  return key;
}

}  // namespace anqa
