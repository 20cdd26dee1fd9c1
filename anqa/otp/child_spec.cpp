#include "anqa/otp/child_spec.hpp"

#include <stdexcept>

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

namespace detail {

std::string ProcessName::text() const { return name.empty() && via ? via.text() : name; }

void ProcessName::give_to(NewProcess& fresh) const {
  if (!name.empty()) fresh.register_as(name);
  if (!via || fresh.as_the_new_one([this] { return via.register_self(); })) return;
  const Pid owner = via.whereis();
  throw std::runtime_error("the name " + via.text() + " is taken" +
                           (owner ? " by process " + owner.to_string() : ""));
}

}  // namespace detail

ChildSpec::ChildSpec(std::string_view type, bool is_supervisor, std::shared_ptr<const Starter> starter)
    : type_(type), starter_(std::move(starter)), is_supervisor_(is_supervisor) {
  // A supervisor needs the time that its own children take.
  if (is_supervisor_) shutdown_ = infinity;
}

}  // namespace anqa
