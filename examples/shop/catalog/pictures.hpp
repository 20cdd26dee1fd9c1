#pragma once

#include <cstdint>
#include <string>

#include "anqa/base/result.hpp"

/// Photographs of products: files in a folder that the endpoint serves under /pictures.
namespace shop::pictures {

inline constexpr std::uint64_t largest = 4'000'000;  ///< bytes

/// Where they are kept from now on; made if it is not there. Before anything else of this file is used.
void keep_in(std::string folder);

/// Copies a file that was uploaded into the folder, if it is a picture: what is in it says so, not its name.
/// Gives the name it has there. Blocks.
anqa::result<std::string> keep(const std::string& uploaded);

/// ".png" for the beginning of a PNG, ".jpg", ".webp"; empty for what is none of them.
std::string_view ending_of(std::string_view first_bytes);

}  // namespace shop::pictures
