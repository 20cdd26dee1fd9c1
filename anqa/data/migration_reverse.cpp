#include <stdexcept>

#include "anqa/data/internal/ddl.hpp"

namespace anqa {
namespace {

[[noreturn]] void refuse(const std::string& step, const std::string& hint) {
  throw std::logic_error(step + " cannot be undone by itself: " + hint + ", or give the migration a `down`");
}

struct Reverse {
  using Step = detail::Step;

  Step operator()(const std::unique_ptr<TableChange>& change) const {
    if (change->creates()) {
      if (change->options().if_not_exists) {
        refuse("create_table(\"" + change->name() + "\", {.if_not_exists = true})",
               "the table may have been there before");
      }
      return detail::DropTable{change->name(), false};
    }
    return std::make_unique<TableChange>(change->reversed());
  }
  Step operator()(const detail::DropTable& drop) const {
    refuse("drop_table(\"" + drop.name + "\")", "it does not say what the table was");
  }
  Step operator()(const detail::RenameTable& rename) const {
    return detail::RenameTable{rename.to, rename.from};
  }
  Step operator()(const detail::RenameColumn& rename) const {
    return detail::RenameColumn{rename.table, rename.to, rename.from};
  }
  Step operator()(const detail::IndexStep& index) const {
    auto other = index;
    other.drop = !index.drop;
    return other;
  }
  Step operator()(const detail::ConstraintStep& constraint) const {
    if (constraint.drop && constraint.condition.empty()) {
      refuse("drop_constraint(\"" + constraint.table + "\", \"" + constraint.name + "\")",
             "name the condition, too");
    }
    auto other = constraint;
    other.drop = !constraint.drop;
    return other;
  }
  Step operator()(const detail::RawStep& raw) const {
    if (raw.down.empty()) refuse("execute(\"" + raw.up + "\")", "give execute() a second statement");
    return detail::RawStep{raw.down, raw.up};
  }
};

}  // namespace

detail::Step detail::reversed(const Step& step) { return std::visit(Reverse{}, step); }

TableChange TableChange::reversed() const {
  TableChange other(name_, false);
  if (!checks_.empty()) {
    refuse("alter_table(\"" + name_ + "\").check(\"" + checks_[0].name + "\")", "use create_constraint");
  }
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    switch (change->what) {
      case Change::What::add:
        other.changes_.push_back({Change::What::remove, change->column, change->column});
        break;
      case Change::What::remove:
        if (!change->before) {
          refuse("alter_table(\"" + name_ + "\").remove(\"" + change->column.name + "\")",
                 "name the column's type");
        }
        other.changes_.push_back({Change::What::add, *change->before});
        break;
      case Change::What::modify:
        if (!change->before) {
          refuse("alter_table(\"" + name_ + "\").modify(\"" + change->column.name + "\")",
                 "name what it was as the last argument");
        }
        other.changes_.push_back({Change::What::modify, *change->before, change->column});
        break;
      case Change::What::rename: {
        Column renamed = change->column;
        renamed.name = change->new_name;
        other.changes_.push_back({Change::What::rename, renamed, {}, change->column.name});
        break;
      }
    }
  }
  return other;
}

}  // namespace anqa
