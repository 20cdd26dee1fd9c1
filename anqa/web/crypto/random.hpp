#pragma once

#include <cstddef>
#include <string>

namespace anqa {

/// `count` bytes from the operating system's generator, fit for keys and tokens.
std::string random_bytes(std::size_t count);

/// base64url text of `bytes` random bytes: 18 bytes make 24 characters.
std::string random_token(std::size_t bytes);

}  // namespace anqa
