#include "anqa/term/convert.hpp"

namespace anqa::detail {
namespace {

std::string path_of(const Conversion::Step* at) {
  if (at == nullptr) return {};
  std::string path = path_of(at->up);
  if (at->field.data() == nullptr) return path + '[' + std::to_string(at->index) + ']';
  if (!path.empty()) path += '.';
  return path += at->field;
}

}  // namespace

void Conversion::mismatch(const Step* at, std::string_view wanted, const Term& given) {
  if (failed_) return;
  failed_ = true;
  message_ = path_of(at);
  if (!message_.empty()) message_ += ": ";
  message_ += wanted;
  message_ += " is wanted, got ";
  message_ += inspect(given, 80);
}

const Term* Conversion::field(const Term& map, std::string_view name, const Step* at) {
  const Term* value = map.find(name);
  if (value == nullptr) value = map.find(Term::atom(name));
  if (value == nullptr && at != nullptr && !failed_) {
    failed_ = true;
    message_ = path_of(at) + ": is missing";
  }
  return value;
}

Term field_key(std::string_view name, Keys keys) {
  return keys == Keys::atoms ? Term::atom(name) : Term(name);
}

}  // namespace anqa::detail
