// expect: a message must not be a raw pointer, a view, or a shared_ptr to what is not const
#include <string_view>

#include "anqa/otp/async.hpp"

std::size_t length(std::string_view text) { return text.size(); }

void begin() { static_cast<void>(anqa::async(&length, std::string_view("text"))); }
