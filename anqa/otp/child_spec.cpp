#include "anqa/otp/child_spec.hpp"

namespace anqa {

ChildSpec::ChildSpec(std::string id, std::string type, bool is_supervisor,
                     std::shared_ptr<const Starter> starter)
    : id_(std::move(id)),
      type_(std::move(type)),
      starter_(std::move(starter)),
      is_supervisor_(is_supervisor) {
  // A supervisor needs the time that its own children take.
  if (is_supervisor_) shutdown_ = infinity;
}

ChildSpec&& ChildSpec::id(std::string value) && {
  id_ = std::move(value);
  return std::move(*this);
}
ChildSpec&& ChildSpec::named(std::string value) && {
  name_ = std::move(value);
  return std::move(*this);
}
ChildSpec&& ChildSpec::restart(Restart value) && {
  restart_ = value;
  return std::move(*this);
}
ChildSpec&& ChildSpec::shutdown(Shutdown value) && {
  shutdown_ = value;
  return std::move(*this);
}
ChildSpec&& ChildSpec::shutdown(Duration limit) && {
  shutdown_ = Shutdown{limit};
  return std::move(*this);
}

}  // namespace anqa
