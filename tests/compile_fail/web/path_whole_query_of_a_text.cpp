// expect: in call to 'a_placeholder_for_a_whole_query_takes_params("/products?{}")'
#include "shop.hpp"

std::string link(const std::string& query) { return path("/products?{}", query); }
