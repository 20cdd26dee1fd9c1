#pragma once

namespace anqa {

/// What becomes of rows when the row that they refer to is deleted: in a migration the database sees to it,
/// as an option of an association the Repo does.
enum class OnDelete { nothing, delete_all, nilify_all, restrict };

/// What becomes of a related row that cast_assoc or put_assoc leaves out.
enum class OnReplace {
  /// It throws: the program said nothing about it.
  raise,
  /// The changeset has the error "is invalid".
  mark_as_invalid,
  /// The row stays and refers to nobody any more.
  nilify,
  /// has_one and belongs_to: the row is changed to what was sent, whatever its id.
  update,
  /// The row is deleted; of many_to_many the pair.
  delete_,
  /// The same, and it may be gone already.
  delete_if_exists,
};

}  // namespace anqa
