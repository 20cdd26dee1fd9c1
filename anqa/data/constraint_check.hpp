#pragma once

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/changeset.hpp"

namespace anqa {

class Database;

/// A constraint that a changeset declares.
struct ConstraintName {
  std::string table;
  ConstraintKind kind;
  std::string name;
  /// Of the field that gets the error.
  std::string column;
};

/// The constraints of one changeset, to be looked for in the database when the program starts: a function
/// without captures that makes that changeset of nothing.
///
///   .changesets = {[] { return accounts::registration({}, {}); }}
class ConstraintCheck {
 public:
  template <class Function>
    requires std::default_initializable<Function> && std::invocable<Function>
  ConstraintCheck(Function)  // NOLINT(google-explicit-constructor): a list of functions is what one writes
      : names_([] { return names_of(Function{}().core()); }) {}

  std::vector<ConstraintName> names() const { return names_(); }

 private:
  static std::vector<ConstraintName> names_of(const detail::ChangesetCore& changeset);

  std::vector<ConstraintName> (*names_)();
};

/// Those that the database does not have.
std::vector<ConstraintName> missing_constraints(Database& database, std::span<const ConstraintCheck> checks);

/// Throws DatabaseError when a declared constraint is not in the database, for then its violation would be an
/// exception and not an error of the changeset; says for each what to add to a migration.
void require_constraints(Database& database, std::span<const ConstraintCheck> checks);

}  // namespace anqa
