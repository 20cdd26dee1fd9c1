#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "anqa/testing/internal/live_client.hpp"

namespace anqa::detail {

/// One JS command of a binding; of a binding that is an event's name, a push of it.
struct BindingCommand {
  std::string op;
  Term args;
};
/// Throws std::runtime_error for a value that looks like JS commands and is none.
std::vector<BindingCommand> binding_commands(std::string_view value);

/// The phx-value-… of an element, and its own value, with `over` put over them.
Params element_value(const HtmlNode& element, const Params& over);

/// Does a binding's commands as far as the server knows of them: its pushes, patches and navigation. `type`
/// and `value` go with the pushes. Throws where there is none. Gives the view's HTML.
Task<std::string> run_binding(std::shared_ptr<LiveClient> client, Located element, std::string binding,
                              std::string type, Params value, Term meta);

/// A form's fields, as a browser would send them.
class LiveFields {
 public:
  /// Of a form of a page; those elsewhere with form="…" among them.
  LiveFields(const HtmlNode& page, const HtmlNode& form);
  /// Types into them. Throws std::runtime_error for what the form has no field for, and for a value that a
  /// field cannot have.
  void fill(const Params& data);
  /// Adds without asking.
  void add(const Params& data);
  void press(const HtmlNode& submitter);
  std::string encoded() const;
  Params params() const;
  /// The name of the field that was filled last; "undefined" where none was.
  const std::string& target() const { return target_; }

 private:
  struct Field {
    std::string name;
    std::string kind;
    std::vector<std::string> allowed;
  };
  void collect(const HtmlNode& node, std::string_view form_id, bool inside, bool disabled);
  void collect_input(const HtmlNode& node);
  void collect_select(const HtmlNode& node);
  void fill_one(const std::string& name, const std::vector<std::string>& values);
  std::string describe() const;

  std::string form_;
  std::vector<Field> fields_;
  std::vector<std::pair<std::string, std::string>> values_;
  std::string target_ = "undefined";
};

}  // namespace anqa::detail
