#pragma once

#include <concepts>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "anqa/live/slot.hpp"

namespace anqa {

struct StreamChanges;

/// A row of a list whose type a component does not know; its slots' content does.
struct Row {
  const void* item = nullptr;
  std::size_t index = 0;
  std::string_view dom_id;  ///< of a stream's row; empty otherwise
};

namespace detail {

template <class Range>
using row_reference = decltype(*std::begin(std::declval<const Range&>()));

template <class Element>
concept StreamElement = requires(const Element& element) {
  element.item;
  { element.dom_id } -> std::convertible_to<std::string_view>;
};

template <class Range>
struct RowType {
  using type = std::remove_cvref_t<row_reference<Range>>;
};
template <class Range>
  requires StreamElement<row_reference<Range>>
struct RowType<Range> {
  using type = std::remove_cvref_t<decltype(std::declval<row_reference<Range>>().item)>;
};
/// What a row of this list is: for a stream the item, without its id.
template <class Range>
using row_type = typename RowType<std::remove_cvref_t<Range>>::type;

}  // namespace detail

/// A list of anything, or a stream, as a component's attribute: `anqa::Rows rows;`. Its template goes through
/// it by `:for={row <- @rows}` and hands each row to a slot of type SlotWith<RowOf<"rows">>, whose content
/// sees it as what it is. Valid while the list is.
class Rows {
 public:
  Rows() = default;
  template <class Range>
    requires(!std::same_as<Range, Rows>) && requires(const Range& range) {
      std::begin(range);
      std::end(range);
    }
  Rows(const Range& range) {  // NOLINT(google-explicit-constructor): an attribute is set to any list
    for (auto&& element : range) {
      static_assert(std::is_lvalue_reference_v<decltype(element)> &&
                        (std::is_lvalue_reference_v<detail::row_reference<Range>> ||
                         detail::StreamElement<detail::row_reference<Range>>),
                    "a list of rows holds its elements; one that makes them while it is read cannot be kept");
      if constexpr (detail::StreamElement<detail::row_reference<Range>>) {
        rows_.push_back({&element.item, rows_.size(), element.dom_id});
      } else {
        rows_.push_back({&element, rows_.size(), {}});
      }
    }
    if constexpr (requires {
                    { stream_of(range) } -> std::convertible_to<const StreamChanges*>;
                  }) {
      stream_ = stream_of(range);
    }
  }

  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  bool is_stream() const { return stream_ != nullptr; }
  /// Of the stream that this is; null for a list.
  friend const StreamChanges* stream_of(const Rows& rows) { return rows.stream_; }

 private:
  std::vector<Row> rows_;
  const StreamChanges* stream_ = nullptr;
};

namespace detail {

/// std::invoke() of one argument; <functional> is a tenth of a second for every page.
template <class Result, class Function, class Argument>
Result call_with(const Function& function, const Argument& argument) {
  if constexpr (std::is_member_object_pointer_v<Function>) {
    return argument.*function;
  } else if constexpr (std::is_member_function_pointer_v<Function>) {
    return (argument.*function)();
  } else {
    return function(argument);
  }
}

}  // namespace detail

/// In `SlotWith<…>`: the content is given a row of the list that the attribute `Attribute` is set to.
template <FixedString Attribute>
struct RowOf {
  using Passed = Row;
  template <class Given>
  using Let = detail::row_type<typename Given::template type<Attribute>>;
  template <class Let>
  static const Let& unwrap(const Row& row) {
    if constexpr (std::same_as<Let, Row>) {
      return row;
    } else {
      return *static_cast<const Let*>(row.item);
    }
  }
};

/// An attribute that is a function of a row: `anqa::ForRow<"rows", std::string> row_id;`, set by
/// `row_id={[](const User& user) { return "user-" + user.name; }}` or by a pointer to a member.
template <FixedString Attribute, class Result>
class ForRow {
 public:
  using BoundToRows = void;

  ForRow() = default;
  explicit operator bool() const { return call_ != nullptr; }
  Result operator()(const Row& row) const { return call_(function_, row); }

  template <class Given, class Function>
  static constexpr bool fits =
      std::is_invocable_r_v<Result, const Function&, const typename RowOf<Attribute>::template Let<Given>&>;

  /// `function` is kept by reference.
  template <class Given, class Function>
  static ForRow of(const Function& function) {
    ForRow made;
    made.function_ = &function;
    made.call_ = [](const void* it, const Row& row) -> Result {
      using Let = typename RowOf<Attribute>::template Let<Given>;
      return detail::call_with<Result>(*static_cast<const Function*>(it),
                                       RowOf<Attribute>::template unwrap<Let>(row));
    };
    return made;
  }

 private:
  const void* function_ = nullptr;
  Result (*call_)(const void*, const Row&) = nullptr;
};

}  // namespace anqa
