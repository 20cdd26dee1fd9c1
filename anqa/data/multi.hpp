#pragma once

#include <any>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "anqa/base/fixed_string.hpp"
#include "anqa/base/result.hpp"
#include "anqa/base/type_name.hpp"
#include "anqa/data/blocking_repo.hpp"

namespace anqa {

/// What the steps of a Multi came to, by their names.
class MultiResults {
 public:
  /// Throws std::out_of_range when no step of that name was run, std::logic_error when it came to something
  /// else.
  template <class T>
  const T& get(std::string_view name) const {
    const std::any& value = find(name);
    if (const T* typed = std::any_cast<T>(&value)) return *typed;
    fail_type(name, type_name<T>());
  }
  bool has(std::string_view name) const;
  /// In the order in which the steps were run.
  std::vector<std::string_view> names() const;

  /// Not part of the interface.
  void put(std::string name, std::any value) { values_.emplace_back(std::move(name), std::move(value)); }

 private:
  const std::any& find(std::string_view name) const;
  [[noreturn]] static void fail_type(std::string_view name, std::string_view type);

  std::vector<std::pair<std::string, std::any>> values_;
};

/// The step that made a Multi stop; the database is as it was before.
struct MultiError {
  std::string step;
  /// What it gave instead of a value: a Changeset<T>, or the error of a run().
  std::any error;
  /// What the steps before it had done, and what was undone.
  MultiResults changes_so_far;

  /// The error as an E, or null when it is something else.
  template <class E>
  const E* as() const {
    return std::any_cast<E>(&error);
  }
};

/// Several steps that are done all or not at all, each with a name. A value: steps are added, looked at by
/// to_list(), and run by `repo.transaction(multi)`.
///
///   auto placed = co_await repo.transaction(
///       Multi()
///           .insert("order", order)
///           .update_with<Stock>("stock", [](const MultiResults& done) { return
///           reserve(done.get<Order>("order")); }) .run("receipt", [](BlockingRepo& repo, const MultiResults&
///           done) { … }));
///
/// A step takes a value, or a function of what the steps before it came to.
class Multi {
 public:
  /// What a step is, for to_list().
  enum class Kind {
    insert,
    update,
    insert_or_update,
    delete_,
    insert_all,
    update_all,
    delete_all,
    all,
    one,
    exists,
    run,
    put,
    error,
    inspect
  };
  struct Step {
    std::string name;
    Kind kind;
    /// The table, where it is about one.
    std::string_view table;
  };

  template <SchemaType T>
  Multi insert(std::string name, Changeset<T> changeset) && {
    return std::move(*this).insert_with<T>(std::move(name), always(std::move(changeset)));
  }
  template <SchemaType T>
  Multi insert(std::string name, T row) && {
    return std::move(*this).insert(std::move(name), change(std::move(row)));
  }
  template <SchemaType T>
  Multi update(std::string name, Changeset<T> changeset) && {
    return std::move(*this).update_with<T>(std::move(name), always(std::move(changeset)));
  }
  /// By whether the row has an id.
  template <SchemaType T>
  Multi insert_or_update(std::string name, Changeset<T> changeset) && {
    return std::move(*this).insert_or_update_with<T>(std::move(name), always(std::move(changeset)));
  }
  template <SchemaType T>
  Multi delete_(std::string name, T row) && {
    return std::move(*this).delete_with<T>(std::move(name), always(change(std::move(row))));
  }

  /// The changeset is made when the step is run: by `function(results)`, which gives a Changeset<T> or a T.
  template <SchemaType T, class Function>
  Multi insert_with(std::string name, Function function) && {
    return std::move(*this).template stored<T>(
        std::move(name), Kind::insert, std::move(function),
        [](BlockingRepo& repo, Changeset<T> c) { return repo.insert(std::move(c)); });
  }
  template <SchemaType T, class Function>
  Multi update_with(std::string name, Function function) && {
    return std::move(*this).template stored<T>(
        std::move(name), Kind::update, std::move(function),
        [](BlockingRepo& repo, Changeset<T> c) { return repo.update(std::move(c)); });
  }
  template <SchemaType T, class Function>
  Multi insert_or_update_with(std::string name, Function function) && {
    return std::move(*this).template stored<T>(
        std::move(name), Kind::insert_or_update, std::move(function),
        [](BlockingRepo& repo, Changeset<T> c) { return repo.insert_or_update(std::move(c)); });
  }
  template <SchemaType T, class Function>
  Multi delete_with(std::string name, Function function) && {
    return std::move(*this).template stored<T>(
        std::move(name), Kind::delete_, std::move(function),
        [](BlockingRepo& repo, Changeset<T> c) { return repo.delete_(std::move(c)); });
  }

  /// Come to the number of rows.
  template <SchemaType T>
  Multi insert_all(std::string name, std::vector<T> rows) && {
    return std::move(*this).add(std::move(name), Kind::insert_all, table_of<T>.name,
                                [rows = std::move(rows)](BlockingRepo& repo, const MultiResults&) -> Outcome {
                                  return Outcome{false, repo.insert_all(rows)};
                                });
  }
  template <QueryType Q, class... Updates>
  Multi update_all(std::string name, Q query, Updates... updates) && {
    const auto table = query.data().table->name;
    return std::move(*this).add(std::move(name), Kind::update_all, table,
                                [query = std::move(query), ... updates = std::move(updates)](
                                    BlockingRepo& repo, const MultiResults&) -> Outcome {
                                  return Outcome{false, repo.update_all(query, updates...)};
                                });
  }
  template <QueryType Q>
  Multi delete_all(std::string name, Q query) && {
    const auto table = query.data().table->name;
    return std::move(*this).add(
        std::move(name), Kind::delete_all, table,
        [query = std::move(query)](BlockingRepo& repo, const MultiResults&) -> Outcome {
          return Outcome{false, repo.delete_all(query)};
        });
  }
  /// Comes to a vector of the rows.
  template <QueryType Q>
  Multi all(std::string name, Q query) && {
    const auto table = query.data().table->name;
    return std::move(*this).add(
        std::move(name), Kind::all, table,
        [query = std::move(query)](BlockingRepo& repo, const MultiResults&) -> Outcome {
          return Outcome{false, repo.all(query)};
        });
  }
  /// Comes to a std::optional of the row.
  template <QueryType Q>
  Multi one(std::string name, Q query) && {
    const auto table = query.data().table->name;
    return std::move(*this).add(
        std::move(name), Kind::one, table,
        [query = std::move(query)](BlockingRepo& repo, const MultiResults&) -> Outcome {
          return Outcome{false, repo.one(query)};
        });
  }

  /// Comes to a bool.
  template <QueryType Q>
  Multi exists(std::string name, Q query) && {
    const auto table = query.data().table->name;
    return std::move(*this).add(
        std::move(name), Kind::exists, table,
        [query = std::move(query)](BlockingRepo& repo, const MultiResults&) -> Outcome {
          return Outcome{false, repo.exists(query)};
        });
  }

  /// Calls `function(results)` with what was done so far, to look at it; it comes to nothing.
  template <class Function>
  Multi inspect(Function function) && {
    steps_.push_back({{{}, Kind::inspect, {}}, nullptr, nullptr, std::move(function)});
    return std::move(*this);
  }

  /// Anything: `function(repo, results)` gives a value, or a result<T, E> whose error stops everything.
  template <class Function>
  Multi run(std::string name, Function function) && {
    return std::move(*this).add(
        std::move(name), Kind::run, {},
        [function = std::move(function)](BlockingRepo& repo, const MultiResults& done) -> Outcome {
          return outcome(function(repo, done));
        });
  }
  /// A value for the steps that come after.
  template <class T>
  Multi put(std::string name, T value) && {
    return std::move(*this).add(std::move(name), Kind::put, {},
                                [value = std::move(value)](BlockingRepo&, const MultiResults&) -> Outcome {
                                  return Outcome{false, value};
                                });
  }
  /// A step that always fails, for a Multi that is made where it is known already that it must.
  template <class E>
  Multi error(std::string name, E error) && {
    return std::move(*this).add(std::move(name), Kind::error, {},
                                [error = std::move(error)](BlockingRepo&, const MultiResults&) -> Outcome {
                                  return Outcome{true, error};
                                });
  }

  /// More steps, made from what those so far came to: `function(results)` gives a Multi.
  template <class Function>
  Multi merge(Function function) && {
    steps_.push_back(
        {{}, nullptr, [function = std::move(function)](const MultiResults& done) { return function(done); }});
    return std::move(*this);
  }
  /// The steps of another after these, or before them. Throw std::invalid_argument when a name is in both.
  Multi append(const Multi& other) &&;
  Multi prepend(const Multi& other) &&;

  /// The steps in their order, without running them; those that a merge will make are not known yet.
  std::vector<Step> to_list() const;

  /// Runs the steps on this repo. In a transaction, `repo.transaction(multi)`, it is all of them or none.
  result<MultiResults, MultiError> operator()(BlockingRepo& repo) const;

 private:
  /// A value, or an error.
  struct Outcome {
    bool failed = false;
    std::any value;
  };
  using Work = std::function<Outcome(BlockingRepo&, const MultiResults&)>;
  struct Entry {
    Step step;
    Work work;
    std::function<Multi(const MultiResults&)> merged;
    std::function<void(const MultiResults&)> looked_at = {};
  };

  Multi add(std::string name, Kind kind, std::string_view table, Work work) &&;
  void require_new(std::string_view name) const;
  std::optional<MultiError> run_into(BlockingRepo& repo, MultiResults& done) const;

  template <class T>
  static auto always(Changeset<T> changeset) {
    return [changeset = std::move(changeset)](const MultiResults&) { return changeset; };
  }
  template <SchemaType T>
  static Changeset<T> as_changeset(Changeset<T> changeset) {
    return changeset;
  }
  template <SchemaType T>
  static Changeset<T> as_changeset(T row) {
    return change(std::move(row));
  }

  template <class R>
  static Outcome outcome(R value) {
    if constexpr (detail::is_result<R>) {
      if (!value) return {true, std::move(value).error()};
      if constexpr (std::is_void_v<typename R::value_type>) {
        return {};
      } else {
        return {false, *std::move(value)};
      }
    } else {
      return {false, std::move(value)};
    }
  }

  template <class T, class Function, class Store>
  Multi stored(std::string name, Kind kind, Function function, Store store) && {
    return std::move(*this).add(
        std::move(name), kind, table_of<T>.name,
        [function = std::move(function), store](BlockingRepo& repo, const MultiResults& done) -> Outcome {
          return outcome(store(repo, as_changeset<T>(function(done))));
        });
  }

  std::vector<Entry> steps_;
};

}  // namespace anqa
