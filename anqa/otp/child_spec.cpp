#include "anqa/otp/child_spec.hpp"

namespace anqa {

std::string_view to_string(Restart restart) {
  switch (restart) {
    case Restart::permanent:
      return "permanent";
    case Restart::transient:
      return "transient";
    case Restart::temporary:
      break;
  }
  return "temporary";
}

ChildSpec::ChildSpec(std::string_view type, bool is_supervisor, std::shared_ptr<const Starter> starter)
    : type_(type), starter_(std::move(starter)), is_supervisor_(is_supervisor) {
  // A supervisor needs the time that its own children take.
  if (is_supervisor_) shutdown_ = infinity;
}

}  // namespace anqa
