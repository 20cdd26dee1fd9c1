#include "anqa/web/crypto/key_generator.hpp"

#include <openssl/evp.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <tuple>

namespace anqa {
namespace {

using Question = std::tuple<std::string, std::string, int, std::size_t>;

struct Cache {
  // Salts come from configuration, so there are few; a caller that makes them up must not fill the memory.
  static constexpr std::size_t limit = 1000;
  std::mutex mutex;
  std::map<Question, std::string> keys;
};

Cache& cache() {
  static Cache instance;
  return instance;
}

}  // namespace

std::string KeyGenerator::generate(std::string_view secret, std::string_view salt, Options options) {
  Question question{secret, salt, options.iterations, options.length};
  {
    const std::lock_guard lock(cache().mutex);
    if (const auto known = cache().keys.find(question); known != cache().keys.end()) return known->second;
  }
  std::string key(options.length, '\0');
  const int done = PKCS5_PBKDF2_HMAC(
      secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(salt.data()),
      static_cast<int>(salt.size()), options.iterations, EVP_sha256(), static_cast<int>(key.size()),
      reinterpret_cast<unsigned char*>(key.data()));
  if (done != 1) throw std::runtime_error("KeyGenerator: PBKDF2 failed");
  const std::lock_guard lock(cache().mutex);
  if (cache().keys.size() < Cache::limit) cache().keys.emplace(std::move(question), key);
  return key;
}

}  // namespace anqa
