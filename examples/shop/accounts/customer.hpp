#pragma once

#include <cstdint>
#include <string>

#include "anqa/data/schema.hpp"

namespace shop {

/// Who has ordered, known by the e-mail address.
struct Customer : anqa::Schema<"customers"> {
  std::int64_t id = 0;
  std::string email;
  std::string name;
  anqa::Timestamps timestamps;
};

}  // namespace shop
