#include "anqa/live/detail/live_telemetry.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

#include "anqa/runtime/system.hpp"

namespace anqa::detail {

TimePoint live_now() { return System::current().scheduler().now(); }

std::string names_in(Mask set, const std::string_view* names, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) {
    if ((set & (Mask{1} << i)) == 0) continue;
    if (!out.empty()) out += ' ';
    out += names[i];
  }
  return out;
}

ThrownNow thrown_now() {
  ThrownNow thrown{"(unknown)", ""};
  if (const std::type_info* type = abi::__cxa_current_exception_type()) {
    const std::unique_ptr<char, void (*)(void*)> name(
        abi::__cxa_demangle(type->name(), nullptr, nullptr, nullptr), &std::free);
    if (name != nullptr) thrown.kind = name.get();
  }
  try {
    throw;
  } catch (const std::exception& error) {
    thrown.reason = error.what();
  } catch (...) {
    thrown.reason = "no std::exception";
  }
  return thrown;
}

}  // namespace anqa::detail
