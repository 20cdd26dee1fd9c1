#include "anqa/live/prints.hpp"

namespace anqa {

Print::Print() = default;
Print::~Print() = default;
Print::Print(Print&& other) noexcept = default;
Print& Print::operator=(Print&& other) noexcept = default;

void Print::reset(const Statics& statics) {
  clear();
  fingerprint = statics.fingerprint;
  kid_count = statics.kids;
  if (statics.kids != 0) kids = std::make_unique<Print[]>(statics.kids);
}

Print Print::templates() const {
  Print copy;
  copy.fingerprint = fingerprint;
  copy.kid_count = kid_count;
  if (kid_count != 0) copy.kids = std::make_unique<Print[]>(kid_count);
  for (std::uint16_t i = 0; i < kid_count; ++i) copy.kids[i] = kids[i].templates();
  return copy;
}

void Print::clear() {
  fingerprint = 0;
  kid_count = 0;
  kids.reset();
  tape.reset();
  tape_size = 0;
}

}  // namespace anqa
