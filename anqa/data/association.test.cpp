#include "anqa/data/association.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "anqa/data/blocking_repo.hpp"
#include "anqa/data/internal/test_database.hpp"
#include "anqa/data/migration.hpp"
#include "anqa/data/query_event.hpp"

namespace anqa {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Comment;
struct Author;
struct Tag;
struct Summary;

struct BlogPost : Schema<"posts"> {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  std::optional<std::int64_t> editor_id;
  std::string title;
  belongs_to<Author> author;
  belongs_to<Author, "editor_id"> editor;
  has_many<Comment> comments;
  has_one<Summary> summary;
  many_to_many<Tag, "posts_tags"> tags;
  has_many_through<Author, "comments", "author"> commenters;
  has_one_through<Author, "comments", "author"> first_commenter;
};

struct Author : Schema<"authors"> {
  std::int64_t id = 0;
  std::string name;
  has_many<BlogPost, "author_id", preload_order_desc<"title">> posts;
  has_many_through<Author, "posts", "commenters"> readers;
};

struct Comment : Schema<"comments"> {
  std::int64_t id = 0;
  std::int64_t blog_post_id = 0;
  std::int64_t author_id = 0;
  std::string text;
  belongs_to<Author> author;
};

struct Summary : Schema<"summaries"> {
  std::int64_t id = 0;
  std::int64_t blog_post_id = 0;
  std::string text;
};

struct Tag : Schema<"tags"> {
  std::int64_t id = 0;
  std::string name;
};

struct PostTag : Schema<"posts_tags"> {
  std::int64_t id = 0;
  std::int64_t blog_post_id = 0;
  std::int64_t tag_id = 0;
};

const Migration migrations[] = {{1, "create", [](MigrationSteps& db) {
                                   db.create_table("authors").add("name", ColumnType::string,
                                                                  {.null = false});
                                   db.create_table("posts")
                                       .references("author_id", "authors", {.null = false})
                                       .references("editor_id", "authors")
                                       .add("title", ColumnType::string, {.null = false});
                                   db.create_table("comments")
                                       .references("blog_post_id", "posts", {.null = false})
                                       .references("author_id", "authors", {.null = false})
                                       .add("text", ColumnType::string, {.null = false});
                                   db.create_table("summaries")
                                       .references("blog_post_id", "posts", {.null = false})
                                       .add("text", ColumnType::string, {.null = false});
                                   db.create_table("tags").add("name", ColumnType::string, {.null = false});
                                   db.create_table("posts_tags")
                                       .references("blog_post_id", "posts", {.null = false})
                                       .references("tag_id", "tags", {.null = false});
                                 }}};

class Associations : public ::testing::TestWithParam<detail::Dialect::Kind> {
 protected:
  Associations() {
    migrate(*database, migrations);
    ada = repo.insert(Author{.name = "Ada"})->id;
    bob = repo.insert(Author{.name = "Bob"})->id;
    first = repo.insert(BlogPost{.author_id = ada, .editor_id = bob, .title = "first"})->id;
    second = repo.insert(BlogPost{.author_id = ada, .title = "second"})->id;
    repo.insert_all(std::vector<Comment>{{.blog_post_id = first, .author_id = bob, .text = "b"},
                                         {.blog_post_id = first, .author_id = ada, .text = "a"},
                                         {.blog_post_id = first, .author_id = bob, .text = "c"}});
    repo.insert(Summary{.blog_post_id = second, .text = "short"}).value();
    const auto tags = repo.insert_all_returning(std::vector<Tag>{{.name = "x"}, {.name = "y"}});
    repo.insert_all(std::vector<PostTag>{{.blog_post_id = first, .tag_id = tags[0].id},
                                         {.blog_post_id = first, .tag_id = tags[1].id},
                                         {.blog_post_id = second, .tag_id = tags[1].id}});
  }

  static Query<BlogPost> posts() { return from<BlogPost>().order_by(field<&BlogPost::id>); }

  detail::TestDatabase where{GetParam()};
  std::unique_ptr<Database> database = where.open();
  BlockingRepo repo{*database};
  std::int64_t ada = 0, bob = 0, first = 0, second = 0;
};
ANQA_ON_BOTH_DATABASES(Associations);

TEST_P(Associations, AreNotLoadedUntilSomebodyAsks) {
  const auto post = *repo.get<BlogPost>(first);
  EXPECT_FALSE(post.comments.loaded());
  EXPECT_FALSE(post.author.loaded());
  try {
    static_cast<void>(post.comments.size());
    FAIL();
  } catch (const NotLoadedError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("Comment"), HasSubstr("preload")));
  }
  EXPECT_THROW(static_cast<void>(post.author->name), NotLoadedError);
  EXPECT_EQ(table_of<BlogPost>.columns.size(), 4U);
}

TEST_P(Associations, EachKindIsLoadedByOneStatement) {
  const auto found =
      repo.all(posts()
                   .preload<&BlogPost::author>()
                   .preload<&BlogPost::editor>()
                   .preload<&BlogPost::summary>()
                   .preload<&BlogPost::tags>()
                   .preload<&BlogPost::comments>(from<Comment>().order_by(field<&Comment::text>)));
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].author->name, "Ada");
  EXPECT_EQ(found[0].editor->name, "Bob");
  EXPECT_EQ(found[1].editor.get(), nullptr);
  EXPECT_THROW(static_cast<void>(found[1].editor->name), std::logic_error);
  EXPECT_EQ(found[0].summary.get(), nullptr);
  EXPECT_EQ(found[1].summary->text, "short");
  EXPECT_THAT(found[0].tags, SizeIs(2));
  EXPECT_EQ(found[1].tags[0].name, "y");
  ASSERT_THAT(found[0].comments, SizeIs(3));
  EXPECT_EQ(found[0].comments[0].text, "a");
  EXPECT_THAT(*found[1].comments, IsEmpty());
}

TEST_P(Associations, NestedAsAPathOrByQueries) {
  const auto by_path = repo.one(from<Author>()
                                    .where(field<&Author::name> == "Ada")
                                    .preload<&Author::posts, &BlogPost::comments, &Comment::author>());
  EXPECT_EQ(by_path->posts[1].comments[0].author->name, "Bob");
  const auto by_query = repo.all(
      from<Author>()
          .order_by(field<&Author::id>)
          .preload<&Author::posts>(
              posts()
                  .where(field<&BlogPost::title> == "first")
                  .preload<&BlogPost::comments>(
                      from<Comment>().where(field<&Comment::text> != "b").preload<&Comment::author>())));
  ASSERT_THAT(by_query[0].posts, SizeIs(1));
  ASSERT_THAT(by_query[0].posts[0].comments, SizeIs(2));
  EXPECT_EQ(by_query[0].posts[0].comments[0].author->name, "Ada");
  EXPECT_THAT(*by_query[1].posts, IsEmpty());
}

TEST_P(Associations, TheNumberOfStatementsIsThatOfTheSteps) {
  for (int i = 0; i < 50; ++i) repo.insert(BlogPost{.author_id = bob, .title = "more"}).value();
  std::vector<std::string> statements;
  telemetry::attach<QueryEvent>("count", [&](const QueryEvent& query) { statements.push_back(query.sql); });
  const auto found =
      repo.all(posts().preload<&BlogPost::author>().preload<&BlogPost::comments, &Comment::author>());
  telemetry::detach("count");
  EXPECT_THAT(found, SizeIs(52));
  EXPECT_THAT(statements, SizeIs(4));
}

TEST_P(Associations, LoadedIntoRowsThatAreThere) {
  auto post = repo.preload<&BlogPost::comments>(*repo.get<BlogPost>(first));
  EXPECT_THAT(*post.comments, SizeIs(3));
  EXPECT_THAT(repo.preload<&BlogPost::author>(std::vector<BlogPost>{}), IsEmpty());
  EXPECT_THAT(repo.all(assoc<&BlogPost::comments>(post).where(field<&Comment::text> == "a")), SizeIs(1));
  EXPECT_EQ(repo.one(assoc<&BlogPost::author>(post))->name, "Ada");
}

TEST_P(Associations, WhatCannotBeMeantIsRefused) {
  EXPECT_THROW(posts().preload<&BlogPost::comments>(from<Comment>().limit(1)), std::invalid_argument);
  repo.insert(Summary{.blog_post_id = second, .text = "another"}).value();
  EXPECT_THROW(repo.all(posts().preload<&BlogPost::summary>()), MultipleResultsError);
}

TEST_P(Associations, GoThroughOthers) {
  std::vector<std::string> statements;
  telemetry::attach<QueryEvent>("count", [&](const QueryEvent& query) { statements.push_back(query.sql); });
  const auto found = repo.all(posts().preload<&BlogPost::commenters>());
  telemetry::detach("count");
  EXPECT_THAT(statements, SizeIs(3));
  ASSERT_THAT(found[0].commenters, SizeIs(2));
  EXPECT_EQ(found[0].commenters[0].name, "Bob");
  EXPECT_EQ(found[0].comments[0].author->name, "Bob");
  EXPECT_THAT(*found[1].commenters, IsEmpty());
  const auto one = repo.preload<&BlogPost::first_commenter>(found);
  EXPECT_EQ(one[0].first_commenter->name, "Bob");
  EXPECT_EQ(one[1].first_commenter.get(), nullptr);
  // Through what goes through others itself.
  const auto author =
      repo.one(from<Author>().where(field<&Author::name> == "Ada").preload<&Author::readers>());
  EXPECT_THAT(author->readers, SizeIs(2));
}

TEST_P(Associations, HaveAnOrder) {
  const auto author = repo.one(from<Author>().where(field<&Author::name> == "Ada").preload<&Author::posts>());
  ASSERT_THAT(author->posts, SizeIs(2));
  EXPECT_EQ(author->posts[0].title, "second");
  const auto other = repo.preload<&Author::posts>(repo.fetch<Author>(ada));
  EXPECT_EQ(other.posts[1].title, "first");
}

TEST_P(Associations, JoinTheirTables) {
  const auto texts = repo.all(from<BlogPost>()
                                  .join<Comment>(assoc<&BlogPost::comments>())
                                  .join<Author>(assoc<&Comment::author>())
                                  .where(field<&Author::name> == "Bob")
                                  .order_by(field<&Comment::text>)
                                  .select(field<&BlogPost::title>, field<&Comment::text>));
  EXPECT_THAT(texts, ElementsAre(std::tuple("first", "b"), std::tuple("first", "c")));
}

}  // namespace
}  // namespace anqa
