#include "anqa/data/detail/preload.hpp"

#include <algorithm>

#include "anqa/data/connection.hpp"
#include "anqa/data/detail/query_sql.hpp"

namespace anqa::detail {

PreloadSteps::PreloadSteps(const std::vector<Preload>& preloads, void* rows, const std::string& prefix) {
  for (const auto& preload : preloads) {
    if (auto step = preload.begin(rows, preload.options, prefix)) steps_.push_back({std::move(step)});
  }
}

std::vector<Statement> PreloadSteps::next(const Dialect& dialect) {
  std::vector<Statement> all;
  for (auto& [step, first] : steps_) {
    auto statements = step->next(dialect);
    if (statements.empty()) step.reset();
    first = all.size();
    std::ranges::move(statements, std::back_inserter(all));
  }
  std::erase_if(steps_, [](const Each& each) { return !each.step; });
  return all;
}

void PreloadSteps::take(std::size_t statement, Cursor& rows) {
  const auto after = std::ranges::upper_bound(steps_, statement, {}, &Each::first);
  auto& [step, first] = *std::prev(after);
  step->take(statement - first, rows);
}

void run_preloads(Connection& connection, const std::vector<Preload>& preloads, void* rows,
                  const std::string& prefix) {
  if (preloads.empty()) return;
  PreloadSteps steps(preloads, rows, prefix);
  for (;;) {
    const auto statements = steps.next(connection.dialect());
    if (statements.empty()) return;
    for (std::size_t i = 0; i < statements.size(); ++i) {
      const auto found = connection.query(statements[i].sql, statements[i].values);
      steps.take(i, *found);
    }
  }
}

namespace {

/// So many keys at a time.
template <class Ask>
std::vector<Statement> in_parts(const std::vector<SqlValue>& keys, Ask ask) {
  std::vector<Statement> statements;
  for (std::size_t begin = 0; begin < keys.size(); begin += max_keys) {
    statements.push_back(ask(std::span(keys).subspan(begin, std::min(max_keys, keys.size() - begin))));
  }
  return statements;
}

}  // namespace

std::vector<Statement> AssociationStep::ask_pairs(const Dialect& dialect) {
  auto statements = in_parts(unique_keys(keys()), [&](std::span<const SqlValue> part) {
    std::string sql = "SELECT " + quoted(shape_.own_key) + ", " + quoted(shape_.related_key) + " FROM ";
    append_table(sql, {.name = shape_.join_through, .prefix = prefix_});
    sql += " WHERE " + quoted(shape_.own_key) + " IN (";
    for (std::size_t i = 1; i <= part.size(); ++i) {
      if (i > 1) sql += ", ";
      sql += dialect.placeholder;
      sql += std::to_string(i);
    }
    return Statement{sql + ")", {part.begin(), part.end()}};
  });
  pair_parts_.resize(statements.size());
  return statements;
}

std::vector<Statement> AssociationStep::ask_related(const Dialect& dialect) {
  std::vector<SqlValue> wanted;
  if (shape_.join_through.empty()) {
    wanted = keys();
  } else {
    for (auto& part : pair_parts_) std::ranges::move(part, std::back_inserter(pairs_));
    for (const auto& [own, related] : pairs_) wanted.push_back(related);
  }
  const TableInfo& table = *shape_.source->table;
  auto statements = in_parts(unique_keys(std::move(wanted)), [&](std::span<const SqlValue> part) {
    QueryData query = options_.query ? *options_.query : QueryData{.table = &table, .from = {shape_.source}};
    if (query.prefix.empty()) query.prefix = prefix_;
    if (shape_.order_by != TableInfo::none && query.order.empty()) {
      query.order.push_back(
          {{{.op = Operator::column, .text = table.columns[shape_.order_by].name, .source = shape_.source}},
           shape_.descending});
    }
    query.add_where(in_keys(shape_.source, table.columns[shape_.column].name, part), Operator::and_);
    return select_statement(query, dialect);
  });
  expect(statements.size());
  return statements;
}

std::vector<Statement> AssociationStep::next(const Dialect& dialect) {
  if (phase_ == Phase::pairs) {
    phase_ = Phase::related;
    auto statements = ask_pairs(dialect);
    if (!statements.empty()) return statements;
  }
  if (phase_ == Phase::related) {
    phase_ = Phase::nested;
    auto statements = ask_related(dialect);
    if (!statements.empty()) return statements;
  }
  if (!nested_) nested_ = std::make_unique<PreloadSteps>(options_.nested, related(), prefix_);
  auto statements = nested_->next(dialect);
  if (statements.empty() && phase_ != Phase::done) {
    phase_ = Phase::done;
    put();
  }
  return statements;
}

void AssociationStep::take(std::size_t statement, Cursor& rows) {
  if (nested_) return nested_->take(statement, rows);
  if (phase_ == Phase::nested) return read(statement, rows);
  auto& part = pair_parts_[statement];
  part.clear();
  while (rows.next()) part.push_back(read_pair(rows));
}

}  // namespace anqa::detail
