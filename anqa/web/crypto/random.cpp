#include "anqa/web/crypto/random.hpp"

#include <sodium.h>

#include <stdexcept>

#include "anqa/base/encoding.hpp"
#include "anqa/web/crypto/internal/sodium.hpp"

namespace anqa {

void detail::need_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium could not be initialised");
}

std::string random_bytes(std::size_t count) {
  detail::need_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_token(std::size_t bytes) { return base64url_encode(random_bytes(bytes)); }

}  // namespace anqa
