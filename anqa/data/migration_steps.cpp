#include "anqa/data/migration_steps.hpp"

#include "anqa/data/internal/ddl.hpp"

namespace anqa {

struct MigrationSteps::Steps {
  std::vector<detail::Step> all;
};

namespace {

std::string index_name(std::string_view table, const std::vector<IndexColumn>& columns) {
  std::string name(table);
  for (const auto& column : columns) {
    name += '_';
    // Of an expression what would be a name: "lower(email)" is "lower_email".
    bool gap = false;
    for (char c : column.text) {
      const bool plain =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
      if (plain && gap) name += '_';
      if (plain) name += c;
      gap = !plain && !name.ends_with('_');
    }
  }
  return name.append("_index");
}

detail::Step index_step(std::string table, std::vector<IndexColumn> columns, IndexOptions options,
                        bool drop) {
  if (options.name.empty()) options.name = index_name(table, columns);
  return detail::IndexStep{std::move(table), std::move(columns), std::move(options), drop};
}

}  // namespace

TableChange& TableChange::add(std::string name, ColumnType type, ColumnOptions options) {
  changes_.push_back({Change::What::add, {std::move(name), type, std::move(options)}});
  return *this;
}

TableChange& TableChange::references(std::string name, std::string table, ReferenceOptions options) {
  changes_.push_back({Change::What::add,
                      {.name = std::move(name),
                       .type = options.type,
                       .options = {.null = options.null},
                       .references = std::move(table),
                       .reference = options}});
  return *this;
}

TableChange& TableChange::check(std::string name, std::string condition) {
  checks_.push_back({std::move(name), std::move(condition)});
  return *this;
}

TableChange& TableChange::timestamps() {
  add("inserted_at", ColumnType::utc_time, {.null = false});
  return add("updated_at", ColumnType::utc_time, {.null = false});
}

TableChange& TableChange::modify(std::string name, ColumnType type, ColumnOptions options) {
  changes_.push_back({Change::What::modify, {std::move(name), type, std::move(options)}});
  return *this;
}

TableChange& TableChange::modify(std::string name, ColumnType type, ColumnOptions options,
                                 std::pair<ColumnType, ColumnOptions> from) {
  modify(name, type, std::move(options));
  changes_.back().before = Column{std::move(name), from.first, std::move(from.second)};
  return *this;
}

TableChange& TableChange::remove(std::string name) {
  changes_.push_back({Change::What::remove, {std::move(name), ColumnType::integer, {}}});
  return *this;
}

TableChange& TableChange::remove(std::string name, ColumnType type, ColumnOptions options) {
  Column column{std::move(name), type, std::move(options)};
  changes_.push_back({Change::What::remove, column, column});
  return *this;
}

TableChange& TableChange::rename(std::string from, std::string to) {
  changes_.push_back({Change::What::rename, {std::move(from), ColumnType::integer, {}}, {}, std::move(to)});
  return *this;
}

MigrationSteps::MigrationSteps() : steps_(std::make_unique<Steps>()) {}
MigrationSteps::~MigrationSteps() = default;

TableChange& MigrationSteps::create_table(std::string name, CreateTableOptions options) {
  return *std::get<0>(
      steps_->all.emplace_back(std::make_unique<TableChange>(std::move(name), true, options)));
}

TableChange& MigrationSteps::alter_table(std::string name) {
  return *std::get<0>(steps_->all.emplace_back(std::make_unique<TableChange>(std::move(name), false)));
}

void MigrationSteps::drop_table(std::string name, DropOptions options) {
  steps_->all.emplace_back(detail::DropTable{std::move(name), options.if_exists});
}

void MigrationSteps::rename_table(std::string from, std::string to) {
  steps_->all.emplace_back(detail::RenameTable{std::move(from), std::move(to)});
}

void MigrationSteps::rename_column(std::string table, std::string from, std::string to) {
  steps_->all.emplace_back(detail::RenameColumn{std::move(table), std::move(from), std::move(to)});
}

void MigrationSteps::index(std::string table, std::vector<IndexColumn> columns, IndexOptions options) {
  steps_->all.push_back(index_step(std::move(table), std::move(columns), std::move(options), false));
}

void MigrationSteps::unique_index(std::string table, std::vector<IndexColumn> columns, IndexOptions options) {
  options.unique = true;
  index(std::move(table), std::move(columns), std::move(options));
}

void MigrationSteps::drop_index(std::string table, std::vector<IndexColumn> columns, IndexOptions options) {
  steps_->all.push_back(index_step(std::move(table), std::move(columns), std::move(options), true));
}

void MigrationSteps::create_constraint(std::string table, std::string name, std::string condition) {
  steps_->all.emplace_back(
      detail::ConstraintStep{std::move(table), std::move(name), std::move(condition), false});
}

void MigrationSteps::drop_constraint(std::string table, std::string name, std::string condition) {
  steps_->all.emplace_back(
      detail::ConstraintStep{std::move(table), std::move(name), std::move(condition), true});
}

void MigrationSteps::execute(std::string up) { execute(std::move(up), {}); }
void MigrationSteps::execute(std::string up, std::string down) {
  steps_->all.emplace_back(detail::RawStep{std::move(up), std::move(down)});
}

std::vector<std::string> MigrationSteps::statements(const detail::Dialect& dialect) const {
  std::vector<std::string> all;
  for (const auto& step : steps_->all) {
    for (auto& statement : detail::statements(step, dialect)) all.push_back(std::move(statement));
  }
  return all;
}

std::vector<std::string> MigrationSteps::reversed(const detail::Dialect& dialect) const {
  std::vector<std::string> all;
  for (auto step = steps_->all.rbegin(); step != steps_->all.rend(); ++step) {
    for (auto& statement : detail::statements(detail::reversed(*step), dialect)) {
      all.push_back(std::move(statement));
    }
  }
  return all;
}

bool MigrationSteps::needs_no_transaction() const {
  for (const auto& step : steps_->all) {
    const auto* index = std::get_if<detail::IndexStep>(&step);
    if (index && index->options.concurrently) return true;
  }
  return false;
}

}  // namespace anqa
