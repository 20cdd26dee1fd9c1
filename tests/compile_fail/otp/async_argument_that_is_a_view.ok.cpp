#include <string>

#include "anqa/otp/async.hpp"

std::size_t length(const std::string& text) { return text.size(); }

void begin() { static_cast<void>(anqa::async(&length, std::string("text"))); }
