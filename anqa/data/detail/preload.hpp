#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "anqa/data/detail/sql.hpp"
#include "anqa/data/field_type.hpp"

namespace anqa {

class Connection;

namespace detail {

struct QueryData;

/// How many keys one statement of a preload asks for.
inline constexpr std::size_t max_keys = 5'000;

/// Loads an association into rows, in rounds: it says which statements it needs next, is given what they
/// found, and goes on from there. Whoever drives it chooses how they are run.
class PreloadStep {
 public:
  PreloadStep() = default;
  PreloadStep(const PreloadStep&) = delete;
  PreloadStep& operator=(const PreloadStep&) = delete;
  virtual ~PreloadStep() = default;

  /// The statements of the next round, none of which depends on another; none: all is loaded, and this is not
  /// called again.
  virtual std::vector<Statement> next(const Dialect& dialect) = 0;
  /// What one of them found. Those of a round may be taken by several threads at the same time; and one
  /// twice, when the first time was broken off.
  virtual void take(std::size_t statement, Cursor& rows) = 0;
};

struct Preload;

struct PreloadOptions {
  /// What the related rows must fulfil besides, and their order; may be null.
  std::shared_ptr<const QueryData> query;
  /// What is preloaded into the related rows.
  std::vector<Preload> nested;
};

/// An association to load into rows, a `std::vector<Row>` that stays where it is; null when there are none.
struct Preload {
  using Begin = std::unique_ptr<PreloadStep> (*)(void* rows, const PreloadOptions& options,
                                                 const std::string& prefix);
  Begin begin;
  PreloadOptions options;
};

/// Several associations of the same rows, side by side.
class PreloadSteps final : public PreloadStep {
 public:
  /// `prefix`: of the tables that have none.
  PreloadSteps(const std::vector<Preload>& preloads, void* rows, const std::string& prefix);
  std::vector<Statement> next(const Dialect& dialect) override;
  void take(std::size_t statement, Cursor& rows) override;

 private:
  struct Each {
    std::unique_ptr<PreloadStep> step;
    /// How many statements of the round are those of the steps before it.
    std::size_t first = 0;
  };
  std::vector<Each> steps_;
};

/// All of it on one connection, one statement after the other.
void run_preloads(Connection& connection, const std::vector<Preload>& preloads, void* rows,
                  const std::string& prefix);

/// What is known of an association while compiling.
struct PreloadShape {
  /// The related rows, and which of their columns is compared with the keys.
  const SourceKey* source;
  std::size_t column;
  /// Their order, when the query has none.
  std::size_t order_by = TableInfo::none;
  bool descending = false;
  /// Of many_to_many: the table of pairs and its columns.
  std::string_view join_through = {};
  std::string own_key = {};
  std::string related_key = {};
};

/// The rounds of one association: the pairs where there are any, the related rows, what is preloaded into
/// those.
class AssociationStep : public PreloadStep {
 public:
  AssociationStep(PreloadShape shape, const PreloadOptions& options, std::string prefix)
      : shape_(std::move(shape)),
        options_(options),
        prefix_(std::move(prefix)),
        phase_(shape_.join_through.empty() ? Phase::related : Phase::pairs) {}
  std::vector<Statement> next(const Dialect& dialect) final;
  void take(std::size_t statement, Cursor& rows) final;

 protected:
  using Pair = std::pair<SqlValue, SqlValue>;

  /// The keys of the owners.
  virtual std::vector<SqlValue> keys() const = 0;
  /// The related rows come in so many parts.
  virtual void expect(std::size_t parts) = 0;
  virtual void read(std::size_t part, Cursor& rows) = 0;
  virtual Pair read_pair(Cursor&) const { return {}; }
  /// All parts as one vector, which stays where it is.
  virtual void* related() = 0;
  /// Gives the owners their rows.
  virtual void put() = 0;
  /// An owner's key and a related row's.
  const std::vector<Pair>& pairs() const { return pairs_; }

 private:
  /// Which statements come next.
  enum class Phase { pairs, related, nested, done };
  std::vector<Statement> ask_pairs(const Dialect& dialect);
  std::vector<Statement> ask_related(const Dialect& dialect);

  PreloadShape shape_;
  PreloadOptions options_;
  std::string prefix_;
  Phase phase_;
  std::vector<std::vector<Pair>> pair_parts_;
  std::vector<Pair> pairs_;
  std::unique_ptr<PreloadSteps> nested_;
};

/// Defined in association.hpp.
template <class Row, auto First, auto... Rest>
std::unique_ptr<PreloadStep> begin_preload(void* rows, const PreloadOptions& options,
                                           const std::string& prefix);

/// A key as it is compared.
template <class Id>
SqlValue read_key(Cursor& row, int column) {
  Id id{};
  FieldType<Id>::load(row, column, id);
  return FieldType<Id>::dump(id);
}

/// Whether a column is called like a type with _id: "order_line_id" for "shop::OrderLine".
constexpr bool is_key_of(std::string_view column, std::string_view type) {
  type = type.substr(type.rfind(':') + 1);  // npos + 1 is 0
  std::size_t at = 0;
  auto next = [&](char c) { return at < column.size() && column[at++] == c; };
  for (std::size_t i = 0; i < type.size(); ++i) {
    const char c = type[i];
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && i > 0 && !next('_')) return false;
    if (!next(upper ? static_cast<char>(c - 'A' + 'a') : c)) return false;
  }
  return column.substr(at) == "_id";
}

std::vector<SqlValue> unique_keys(std::vector<SqlValue> keys);
Expression in_keys(const SourceKey* source, std::string_view column, std::span<const SqlValue> keys);

[[noreturn]] void fail_has_one(std::string_view table, std::string_view key);

}  // namespace detail
}  // namespace anqa
