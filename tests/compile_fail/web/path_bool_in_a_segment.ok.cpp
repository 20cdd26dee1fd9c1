#include "shop.hpp"

std::string link(bool sold, double above) { return path("/products?sold={}&above={}", sold, above); }
