#include "shop.hpp"

std::string link(int id) { return path("/products/{}", id); }
