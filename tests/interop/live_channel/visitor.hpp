#pragma once

#include "../../support/live_visitor.hpp"
#include "pages/pages.hpp"

/// A visitor of the pages like those whose official server was listened to.
class Visitor : public LiveVisitor {
 public:
  Visitor() : LiveVisitor(pages::config()) {}
};
