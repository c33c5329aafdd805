import { describe, expect, it } from 'vitest';
import { linesOf } from './queries-of.ts';

const MODELS = `
  const { Sequelize, DataTypes } = require('sequelize');
  module.exports = (sequelize) => {
    const Article = sequelize.define('Article', {});
    const Tag = sequelize.define('Tag', {});
    const User = sequelize.define('User', {});
    Article.belongsToMany(Tag, { through: 'ArticleTag', as: 'tags' });
    Article.belongsToMany(User, { through: 'Favorite', as: 'favoritedBy' });
    Article.belongsTo(User, { as: 'author' });
    Tag.prototype.toJson = async function () {
      return { name: this.name };
    };
    Article.prototype.toJson = async function (user) {
      return { slug: this.slug, favorites: await this.countFavoritedBy() };
    };
  };`;
const packages = ['sequelize'];

describe('rows of Sequelize', () => {
  it('read what is associated with them, once per row in a loop', async () => {
    const lines = await linesOf(packages, {
      'models.js': MODELS,
      'list.js': `
        exports.tags = (articles) => Promise.all(articles.map((article) => article.getTags()));
        exports.author = async (article) => article.getAuthor();`,
    });
    expect(lines).toEqual([
      'select Tag [] partial in loop over articles',
      'select User [] partial singleRow',
      'count User [] partial singleRow',
    ]);
  });

  it('run the queries of a method of their model, told by the name of the row', async () => {
    const lines = await linesOf(packages, {
      'models.js': MODELS,
      'list.js': `
        exports.articles = (articles, user) => Promise.all(articles.map((article) => article.toJson(user)));
        exports.tags = (tags) => Promise.all(tags.map((tag) => tag.toJson()));
        exports.one = (article) => article.toJson();`,
    });
    expect(lines).toEqual(['count User [] partial singleRow called in loop over articles']);
  });

  it('are not what has a method of its own, another name, or no such association', async () => {
    const lines = await linesOf(packages, {
      'models.js': MODELS,
      'list.js': `
        class Page { getTags() { return []; } }
        exports.own = (pages) => pages.map((article) => article.getTags());
        exports.other = (items) => items.map((item) => item.getAuthor());
        exports.none = (users) => users.map((user) => user.getAuthor());`,
    });
    expect(lines).toEqual(['count User [] partial singleRow']);
  });
});
