// expect: in call to 'params_can_only_be_a_whole_query("/products/{}")'
#include "shop.hpp"

std::string link(const anqa::Params& params) { return path("/products/{}", params); }
