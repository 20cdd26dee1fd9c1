#include "shop.hpp"

std::string link(const anqa::Params& params) { return path("/products?page={}&{}", 2, params); }
