#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/catalog.hpp"

/// Where the pages lead: each is a path of router.hpp, checked when paths.cpp compiles, so that pages need
/// not know the routes.
namespace shop::to {

std::string home();
std::string search(const catalog::Search& search);
std::string product(std::int64_t id);
/// Its photograph or, without one, its drawing.
std::string picture(const Product& product);
std::string checkout();
std::string orders();
std::string support();
std::string support_room(std::string_view room);
std::string system();
std::string account();
std::string login();
std::string logout();
std::string registration();

}  // namespace shop::to
