#include "anqa/data/detail/pattern.hpp"

#include <re2/re2.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace anqa::detail {
namespace {

/// Patterns come from the program's text, so there are few; this only guards against one that builds them.
constexpr std::size_t max_kept = 256;

const re2::RE2& compiled(std::string_view pattern) {
  thread_local std::map<std::string, std::unique_ptr<re2::RE2>, std::less<>> kept;
  if (const auto found = kept.find(pattern); found != kept.end()) return *found->second;
  if (kept.size() >= max_kept) kept.clear();
  auto regex = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), re2::RE2::Quiet);
  if (!regex->ok()) {
    throw std::invalid_argument("validate_format: '" + std::string(pattern) +
                                "' is no regular expression in RE2's syntax: " + regex->error());
  }
  return *kept.emplace(pattern, std::move(regex)).first->second;
}

}  // namespace

bool matches(std::string_view text, std::string_view pattern) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), compiled(pattern));
}

}  // namespace anqa::detail
