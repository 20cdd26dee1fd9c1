#pragma once

#include <cstdint>
#include <string>

#include "anqa/base/result.hpp"
#include "anqa/otp/supervisor.hpp"
#include "anqa/runtime/task.hpp"

/// Photographs of products: files in a folder that the endpoint serves under /pictures.
namespace shop::pictures {

inline constexpr std::uint64_t largest = 4'000'000;  ///< bytes

/// Where they are kept from now on; made if it is not there. Before anything else of this file is used.
void keep_in(std::string folder);

/// What reads them: a child of the shop's tree, `child<Supervisor>(pictures::reader())`.
anqa::Supervisor::Spec reader();

/// Keeps a copy of a file that was uploaded, if it is a picture: what is in it says so, not its name. Gives
/// the name it has in the folder, or why it is not kept, for people.
anqa::Task<anqa::result<std::string>> add(std::string uploaded);

}  // namespace shop::pictures
