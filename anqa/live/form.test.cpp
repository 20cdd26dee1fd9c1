#include "anqa/live/form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using anqa::Form;
using anqa::Params;
using anqa::to_form;
using testing::ElementsAre;

TEST(Form, OfParams) {
  const Form form = to_form(Params{{"q", "tea"}}, "search", {"q", "page"});
  EXPECT_EQ(form["q"].id, "search_q");
  EXPECT_EQ(form["q"].name, "search[q]");
  EXPECT_EQ(form["q"].value, "tea");
  EXPECT_EQ(form["page"].value, "");
  EXPECT_EQ(to_form({}, "", {"q"})["q"].name, "q");
}

TEST(Form, NamesItsFieldsWhenAskedForAnother) {
  try {
    (void)to_form({}, "search", {"q", "page"})["query"];
    FAIL() << "a field that is not there was given";
  } catch (const std::out_of_range& error) {
    EXPECT_STREQ(error.what(), "form \"search\" has no field \"query\"; it has q, page");
  }
}

TEST(Form, AnInputIsUsedOnceTheBrowserSaysSo) {
  const auto params = Params::decode("user[_unused_name]=&user[name]=&user[email]=a");
  ASSERT_TRUE(params);
  const Params user = (*params)["user"];
  EXPECT_FALSE(anqa::used_input(user, "name"));
  EXPECT_TRUE(anqa::used_input(user, "email"));
  EXPECT_FALSE(anqa::used_input(user, "age"));
}

struct Order {
  std::string name;
  std::string email;
};

/// What to_form asks of a changeset.
struct Changeset {
  enum class Action { none, insert } tried = Action::none;

  Action action() const { return tried; }
  template <auto Field>
  std::string input_value() const {
    return std::string("value of ") + std::string(anqa::member_name<Field>());
  }
  template <auto Field>
  std::vector<std::string> errors_on() const {
    return {"can't be blank"};
  }
};

TEST(Form, OfAChangesetShowsErrorsOnceItWasTried) {
  Form form = to_form<&Order::name, &Order::email>(Changeset{}, "order");
  EXPECT_EQ(form["email"].value, "value of email");
  EXPECT_FALSE(form.has_errors());
  form = to_form<&Order::name, &Order::email>(Changeset{Changeset::Action::insert}, "order");
  EXPECT_THAT(form["name"].shown_errors(), ElementsAre("can't be blank"));
}

TEST(Form, ErrorsOfUntouchedInputsAreNotShown) {
  const Params params{{"name", ""}, {"email", ""}, {"_unused_email", ""}};
  const Form form =
      to_form<&Order::name, &Order::email>(Changeset{Changeset::Action::insert}, "order", params);
  EXPECT_THAT(form["name"].shown_errors(), ElementsAre("can't be blank"));
  EXPECT_THAT(form["email"].shown_errors(), ElementsAre());
}

}  // namespace
