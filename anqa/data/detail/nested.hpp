#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/validation.hpp"

namespace anqa {

class Connection;
class Params;

namespace detail {

class ChangesetCore;

/// What a changeset changes in one association: changesets of the related rows. `field` is the association's
/// name.
class Nested {
 public:
  Nested() = default;
  virtual ~Nested();
  virtual std::unique_ptr<Nested> clone() const = 0;
  virtual std::string_view field() const = 0;
  /// Stores the related rows and puts them into the owner's row; is asked before the owner is stored
  /// (`first`) and after it. False when one of them has an error, which the owner's changeset has too, then.
  virtual bool store(bool first, Connection& connection, void* row, ChangesetCore& owner) = 0;

 protected:
  Nested(const Nested&) = default;
  Nested& operator=(const Nested&) = default;
};

/// All that a changeset changes in associations. Copies are independent.
class NestedList {
 public:
  NestedList() = default;
  NestedList(const NestedList& other);
  NestedList& operator=(const NestedList& other);
  NestedList(NestedList&&) noexcept = default;
  NestedList& operator=(NestedList&&) noexcept = default;
  ~NestedList() = default;

  bool empty() const { return all_.empty(); }
  /// Null when the association is not changed.
  const Nested* find(std::string_view field) const;
  void put(std::unique_ptr<Nested> nested);
  void remove(std::string_view field);
  void merge(const NestedList& other);
  bool store(bool first, Connection& connection, void* row, ChangesetCore& owner);

 private:
  std::vector<std::unique_ptr<Nested>> all_;
};

/// The parts of a changeset that its nested changesets concern.
template <class T>
struct NestedOwner {
  const T& data;
  T& value;
  ChangesetCore& core;
  NestedList& nested;
};

// Defined in nested_changes.hpp, which association.hpp includes.

template <auto Member, class T, class Function>
void cast_related(NestedOwner<T> owner, const Params& params, Function& function,
                  const AssocOptions& options);
template <auto Member, class T, class Given>
void put_related(NestedOwner<T> owner, Given given);
template <auto Member, class T>
auto related_changesets(const T& data, const NestedList& nested);
/// What the row's associations say about those that refer to it.
template <class T>
void delete_related(Connection& connection, const T& row, std::string_view prefix);

}  // namespace detail
}  // namespace anqa
