#pragma once

// What a Term shares when it does not fit in its 16 bytes. Built once, then only read and counted.

#include <atomic>

#include "anqa/term/term.hpp"

namespace anqa {

struct Term::Shared {
  std::atomic<std::uint32_t> references{1};
};
struct Term::Text : Shared {
  explicit Text(std::string text) : value(std::move(text)) {}
  std::string value;
};
struct Term::Sequence : Shared {
  std::vector<Term> items;
  bool improper = false;
  Term tail;
};
struct Term::Map : Shared {
  std::vector<Entry> entries;
};
struct Term::Bignum : Shared {
  bool negative = false;
  std::string magnitude;
};
struct Term::Pid : Shared {
  ExternalPid value;
};
struct Term::Port : Shared {
  ExternalPort value;
};
struct Term::Reference : Shared {
  ExternalReference value;
};

template <class S>
const S& Term::shared() const noexcept {
  return *static_cast<const S*>(load<const Shared*>());
}

}  // namespace anqa
