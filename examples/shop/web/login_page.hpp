#pragma once

#include <string>

#include "web/components.hpp"

namespace shop {

/// The form for an e-mail and a password.
struct LoginPage {
  std::string csrf_token;
  std::string email;
  anqa::Flash flash;
  int cart = 0;
};

}  // namespace shop
