#pragma once

#include <string>
#include <utility>
#include <vector>

#include "anqa/live/async_result.hpp"
#include "anqa/live/core_components.hpp"

namespace pages {

struct Person {
  int id = 0;
  std::string name;

  static std::string row_id(const Person& person) { return "person-" + std::to_string(person.id); }
};

struct Order {
  std::string name;
  std::string email;
};

/// What a changeset is to to_form.
struct OrderChangeset {
  enum class Action { none, insert } tried = Action::insert;

  Action action() const { return tried; }
  template <auto Field>
  std::string input_value() const {
    return Field == &Order::name ? "Ada <&>" : "";
  }
  template <auto Field>
  std::vector<std::string> errors_on() const {
    if (Field == &Order::email) return {"can't be blank"};
    return {};
  }
};

/// A page of every component that Anqa brings.
struct ComponentsPage {
  anqa::FormFor<&Order::name, &Order::email> form =
      anqa::to_form<&Order::name, &Order::email>(OrderChangeset{}, "order");
  anqa::Form lines =
      anqa::Form("cart", {}).nest("lines", anqa::to_forms(anqa::Params{}, "cart[lines]", {"count"}));
  std::vector<std::pair<std::string, std::string>> kinds = {{"A", "a"}, {"B", "b"}};
  std::vector<Person> people = {{1, "Ada"}, {2, "Bob <b>"}};
  anqa::AsyncResult<std::vector<Person>> loaded;
  std::string tag = "section";
  std::string title;
};

/// Stands in components_page.cpp.
struct Inline {
  std::string label;
};

}  // namespace pages
