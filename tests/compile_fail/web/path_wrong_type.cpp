// expect: path(): an argument is of a type that cannot stand in a path; it takes integers, strings, and types
// expect: with a to_param(value) that returns a string; in the query also bool, floating point and Params
#include "shop.hpp"

struct Product {
  int id;
};

std::string link(const Product& product) { return path("/products/{}", product); }
