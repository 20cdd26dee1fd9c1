#include <memory>
#include <variant>

#include "anqa/data/internal/ddl.hpp"
#include "anqa/data/migration.hpp"

namespace anqa {

struct MigrationSteps::Step {
  /// A table's change is held by pointer, so that it stays in place while more steps are added.
  std::variant<std::unique_ptr<TableChange>, std::string> what;
};

namespace {

std::string index_name(std::string_view table, const std::vector<std::string>& columns,
                       const IndexOptions& options) {
  if (!options.name.empty()) return options.name;
  std::string name(table);
  for (const auto& column : columns) name.append("_").append(column);
  return name.append("_index");
}

}  // namespace

TableChange& TableChange::add(std::string name, ColumnType type, ColumnOptions options) {
  columns_.push_back({.name = std::move(name), .type = type, .options = std::move(options)});
  return *this;
}

TableChange& TableChange::references(std::string name, std::string table, ReferenceOptions options) {
  columns_.push_back({.name = std::move(name),
                      .type = ColumnType::integer,
                      .options = {.null = options.null},
                      .references = std::move(table),
                      .on_delete = options.on_delete});
  return *this;
}

TableChange& TableChange::check(std::string name, std::string condition) {
  checks_.emplace_back(std::move(name), std::move(condition));
  return *this;
}

TableChange& TableChange::timestamps() {
  add("inserted_at", ColumnType::utc_time, {.null = false});
  return add("updated_at", ColumnType::utc_time, {.null = false});
}

MigrationSteps::MigrationSteps() = default;
MigrationSteps::~MigrationSteps() = default;

TableChange& MigrationSteps::create_table(std::string name) {
  steps_.push_back({std::make_unique<TableChange>(std::move(name), true)});
  return *std::get<0>(steps_.back().what);
}

TableChange& MigrationSteps::alter_table(std::string name) {
  steps_.push_back({std::make_unique<TableChange>(std::move(name), false)});
  return *std::get<0>(steps_.back().what);
}

void MigrationSteps::drop_table(std::string_view name) { execute("DROP TABLE " + detail::quoted(name)); }

void MigrationSteps::index(std::string_view table, std::vector<std::string> columns, IndexOptions options) {
  execute(detail::create_index(index_name(table, columns, options), table, columns, false));
}

void MigrationSteps::unique_index(std::string_view table, std::vector<std::string> columns,
                                  IndexOptions options) {
  execute(detail::create_index(index_name(table, columns, options), table, columns, true));
}

void MigrationSteps::drop_index(std::string_view table, std::vector<std::string> columns,
                                IndexOptions options) {
  execute("DROP INDEX " + detail::quoted(index_name(table, columns, options)));
}

void MigrationSteps::execute(std::string sql) { steps_.push_back({std::move(sql)}); }

std::vector<std::string> MigrationSteps::statements(const detail::Dialect& dialect) const {
  std::vector<std::string> all;
  for (const auto& step : steps_) {
    if (const auto* sql = std::get_if<std::string>(&step.what)) {
      all.push_back(*sql);
    } else {
      for (auto& statement : detail::table_statements(*std::get<0>(step.what), dialect))
        all.push_back(std::move(statement));
    }
  }
  return all;
}

}  // namespace anqa
