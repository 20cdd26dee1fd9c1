#pragma once

#include <string>

#include "anqa/live/components.hpp"
#include "web/components.hpp"

namespace shop {

/// The form for an e-mail and a password.
struct LoginPage {
  Visitor visitor;
  std::string csrf_token;
  std::string email;
  anqa::Flash flash;
};

}  // namespace shop
