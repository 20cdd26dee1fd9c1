#include "anqa/data/multi.hpp"

#include <algorithm>
#include <stdexcept>

namespace anqa {

bool MultiResults::has(std::string_view name) const {
  return std::ranges::any_of(values_, [name](const auto& entry) { return entry.first == name; });
}

std::vector<std::string_view> MultiResults::names() const {
  std::vector<std::string_view> all;
  for (const auto& [name, value] : values_) all.push_back(name);
  return all;
}

const std::any& MultiResults::find(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  std::string message = "no step '" + std::string(name) + "' of the Multi has been run; there are:";
  for (const auto& [known, value] : values_) message += " '" + known + "'";
  throw std::out_of_range(message);
}

void MultiResults::fail_type(std::string_view name, std::string_view type) {
  throw std::logic_error("the step '" + std::string(name) + "' of the Multi came to something else than a " +
                         std::string(type));
}

Multi Multi::add(std::string name, Kind kind, std::string_view table, Work work) && {
  require_new(name);
  steps_.push_back({{std::move(name), kind, table}, std::move(work), {}});
  return std::move(*this);
}

void Multi::require_new(std::string_view name) const {
  for (const auto& entry : steps_) {
    if (entry.work && entry.step.name == name) {
      throw std::invalid_argument("a Multi has two steps of the name '" + std::string(name) + "'");
    }
  }
}

Multi Multi::append(const Multi& other) && {
  for (const auto& entry : other.steps_) {
    if (entry.work) require_new(entry.step.name);
    steps_.push_back(entry);
  }
  return std::move(*this);
}

Multi Multi::prepend(const Multi& other) && {
  Multi joined = other;
  return std::move(joined).append(*this);
}

std::vector<Multi::Step> Multi::to_list() const {
  std::vector<Step> all;
  for (const auto& entry : steps_) {
    if (entry.work) all.push_back(entry.step);
  }
  return all;
}

result<MultiResults, MultiError> Multi::operator()(BlockingRepo& repo) const {
  MultiResults done;
  if (auto failed = run_into(repo, done)) return std::unexpected(std::move(*failed));
  return done;
}

std::optional<MultiError> Multi::run_into(BlockingRepo& repo, MultiResults& done) const {
  for (const auto& entry : steps_) {
    if (entry.looked_at) {
      entry.looked_at(done);
      continue;
    }
    if (entry.merged) {
      if (auto failed = entry.merged(done).run_into(repo, done)) return failed;
      continue;
    }
    if (done.has(entry.step.name)) {
      throw std::invalid_argument("a Multi merges a second step of the name '" + entry.step.name + "'");
    }
    auto outcome = entry.work(repo, done);
    if (outcome.failed) return MultiError{entry.step.name, std::move(outcome.value), std::move(done)};
    done.put(entry.step.name, std::move(outcome.value));
  }
  return std::nullopt;
}

}  // namespace anqa
