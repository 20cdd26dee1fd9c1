#include <memory>
#include <string>

#include "anqa/otp/table.hpp"

void make() { anqa::Table<std::string, std::shared_ptr<const std::string>> table; }
