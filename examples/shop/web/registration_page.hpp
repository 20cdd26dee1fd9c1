#pragma once

#include <string>

#include "anqa/live/components.hpp"
#include "web/components.hpp"

namespace shop {

/// The form of somebody who becomes a user.
struct RegistrationPage {
  Visitor visitor;
  std::string csrf_token;
  anqa::Form form;
  anqa::FormField password;
};

}  // namespace shop
