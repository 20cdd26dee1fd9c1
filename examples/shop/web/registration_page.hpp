#pragma once

#include <string>

#include "web/components.hpp"

namespace shop {

/// The form for a new user.
struct RegistrationPage {
  std::string csrf_token;
  anqa::Form form;
  anqa::FormField password;
  int cart = 0;
};

}  // namespace shop
