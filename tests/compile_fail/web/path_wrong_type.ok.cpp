#include "shop.hpp"

namespace shop {
struct Product {
  int id;
};
std::string to_param(const Product& product) { return std::to_string(product.id); }
}  // namespace shop

std::string link(const shop::Product& product) { return path("/products/{}", product); }
